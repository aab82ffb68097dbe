// The headers of people's spreadsheets.
#include <string.h>

#include "import_csv.h"

// As import_slug() spells them; blanks between.
static const struct words {
    enum csv_key key;
    const char *names;
} words[] = {
    {CSV_ID, "id key code kennung"},
    {CSV_TITLE, "title titel titre titulo titolo tytul titulli name nome nom nombre naam "
                "namn navn nazwa ime emri ad adi baslik isim zaglavie naimenovanie "
                "bezeichnung betreff subject"},
    {CSV_SUMMARY, "summary kurztext teaser zusammenfassung resume resumen resumo "
                  "samenvatting sammanfattning ozet permbledhje rezyume"},
    {CSV_BODY,
     "body text description beschreibung descripcion descricao descrizione "
     "beskrivning beskrivelse omschrijving beschrijving opis opisanie pershkrimi "
     "pershkrim aciklama inhalt details"},
    {CSV_URL, "url link website webseite web homepage site sito sitio pagina adresse-web "
              "internet webbplats uebfaqe"},
    {CSV_AGES, "ages age alter edad idade eta leeftijd alder yas vazrast mosha moshat "
               "altersgruppe age-group"},
    {CSV_FIELDS, "fields field steam bereich bereiche fusha fushat"},
    {CSV_AUDIENCES, "audiences audience zielgruppe zielgruppen publico public doelgroep "
                    "malgrupp hedef-kitle auditoriya"},
    {CSV_LICENCE, "licence license lizenz licencia licenca licentie"},
    {CSV_SOURCE, "source quelle fuente fonte bron kalla kaynak iztochnik burimi"},
    {CSV_ACTIVITY,
     "activity aktivitat veranstaltung kurs workshop angebot event termin "
     "actividad curso taller atividade activite cours atelier attivita "
     "activiteit cursus aktivitet kursus etkinlik atolye deynost aktiviteti "
     "aktivitet-i kursi"},
    {CSV_WEEKDAY,
     "weekday day wochentag tag dia dia-de-la-semana jour giorno dag weekdag "
     "veckodag ugedag gun den dita dita-e-javes dzien"},
    {CSV_DATE, "date datum fecha data dato tarih start-date startdatum am dates"},
    {CSV_TIME,
     "time zeit uhrzeit hora horario heure horaire ora orario tijd tid saat chas "
     "ora-e godzina"},
    {CSV_START, "start start-time beginn anfang von startzeit inicio hora-inicio debut "
                "inizio begin starttijd starttid baslangic nachalo fillimi"},
    {CSV_END, "end end-time ende bis endzeit fin hora-fin fim fine einde eindtijd slut "
              "sluttid bitis kray mbarimi"},
    {CSV_DURATION, "duration dauer duracion duracao duree durata duur varaktighet sure "
                   "prodalzhitelnost kohezgjatja minutes minuten"},
    {CSV_FROM, "from ab valid-from gultig-ab desde a-partir-de a-partir-du vanaf fran "
               "itibaren ot nga"},
    {CSV_UNTIL, "until bis-datum valid-until gultig-bis hasta ate jusqu-au fino-al tot "
                "till kadar do deri end-date enddatum"},
    {CSV_EXCEPT, "except ausser ausfall nicht-am excepto exceto sauf eccetto behalve "
                 "utom haric bez pervec"},
    {CSV_PLACE, "place room location ort raum saal lugar sala local lieu salle luogo "
                "plaats zaal lokaal plats rum sted yer salon myasto zala vendi salla"},
    {CSV_CAPACITY, "capacity platze plazas vagas places posti plaatsen platser kapasite "
                   "mesta vende teilnehmerzahl max"},
    {CSV_QUESTION, "question frage pregunta pergunta domanda vraag fraga sporgsmal soru "
                   "vapros pyetja pyetje pytanie"},
    {CSV_CONTEST, "contest wettbewerb concurso concours concorso wedstrijd tavling "
                  "konkurrence yarisma sastezanie konkurs konkursi quiz"},
    {CSV_OPTION, "option antwort answer opcion respuesta opcao resposta reponse risposta "
                 "antwoord optie svar alternativ secenek otgovor opsioni pergjigja "
                 "odpowiedz"},
    {CSV_RIGHT,
     "right correct richtig correcta correto bonne-reponse corretta juist goed "
     "ratt rigtig dogru veren veren-otgovor sakte e-sakte richtige-antwort "
     "correct-answer losung solution solucion"},
    {CSV_EXPLANATION, "explanation erklarung explicacion explicacao explication "
                      "spiegazione uitleg forklaring aciklamasi obyasnenie shpjegimi"},
    {CSV_ORGANISATION, "organisation organization einrichtung institution partner schule "
                       "organizacion organizacao organizzazione organisatie bedrijf "
                       "company firma unternehmen empresa kurum kurulus organizatsiya "
                       "organizata"},
    {CSV_COUNTRY, "country land pais pays paese ulke darzhava vendi-shteti shteti kraj"},
    {CSV_REGION, "region regio provinz bundesland provincia provincie lan bolge oblast "
                 "qarku stadt city ciudad ville stad sehir grad qyteti"},
    {CSV_ROLE, "role rolle rol ruolo funktion funcion roll rolya roli typ type tipo"},
    {CSV_FIGURE, "figure indicator kennzahl indikator indicador indicateur indicatore "
                 "kengetal nyckeltal gosterge pokazatel treguesi"},
    {CSV_VALUE, "value wert valor valeur valore waarde varde vaerdi deger stoynost vlera "
                "zahl number anzahl numero aantal antal sayi broy numri"},
    {CSV_UNIT, "unit einheit unidad unidade unite unita eenheid enhet enhed birim "
               "edinitsa njesia"},
    {CSV_YEAR, "year jahr ano annee anno jaar ar yil godina viti rok"},
    {CSV_PERIOD, "period zeitraum periodo periode donem"},
    {CSV_OF, "of von-wem organisation-id"},
    {CSV_CAVEAT, "caveat note hinweis anmerkung nota remarque opmerking anmarkning not "
                 "belezhka shenim bemerkung"},
    {CSV_GROUP, "group gruppe grupo groupe gruppo groep grupp grup grupa grupi"},
};

static enum csv_key key_named(struct str slug)
{
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
        struct str rest = str_from_cstr(words[i].names), name;
        while (slug.len && str_cut(&rest, ' ', &name)) {
            if (str_equal(name, slug)) {
                return words[i].key;
            }
        }
    }
    return CSV_NONE;
}

// "antwort-2", "option2", "answer-b": the number behind, from 0; -1: none.
static int cut_number(struct str *slug)
{
    const char last = slug->len ? slug->ptr[slug->len - 1] : '\0';
    const bool digit = last >= '1' && last <= '9';
    const bool dashed = slug->len > 2 && slug->ptr[slug->len - 2] == '-';
    const bool letter = last >= 'a' && last <= 'j' && dashed;
    if (!digit && !letter) {
        return -1;
    }
    slug->len -= 1 + dashed;
    return digit ? last - '1' : last - 'a';
}

// "titel-de" when the pack has German.
static struct str cut_language(const struct import *import, struct str *slug)
{
    for (size_t i = 0; i < import->pack.languages.count; i++) {
        const struct str lang = import->pack.languages.items[i];
        if (slug->len > lang.len + 1 && str_ends_with(*slug, lang) &&
            slug->ptr[slug->len - lang.len - 1] == '-') {
            slug->len -= lang.len + 1;
            return lang;
        }
    }
    return (struct str){0};
}

struct csv_column csv_column_named(const struct import *import, struct str header)
{
    const struct str mapped = import_mapped(import, header);
    struct str slug = import_slug(import->arena, mapped.len ? mapped : header, 100);
    struct csv_column column = {.lang = import->lang};
    column.key = key_named(slug);
    if (column.key) {
        return column;
    }
    const struct str lang = cut_language(import, &slug);
    if (lang.len) {
        column.lang = lang;
        column.key = key_named(slug);
    }
    const int number = column.key ? -1 : cut_number(&slug);
    if (number >= 0 && key_named(slug) == CSV_OPTION) {
        column.key = CSV_OPTION;
        column.number = number;
    }
    return column;
}
