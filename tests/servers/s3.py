#!/usr/bin/env python3
"""One S3 request signed by hand: s3.py METHOD URL [FILE] [HEADER:VALUE...]; says the status.

The access key is $S3_USER, the secret $S3_PASSWORD, the region $S3_REGION (us-east-1).
Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
"""
import hashlib
import hmac
import http.client
import os
import sys
import time
import urllib.parse


def mac(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def request(method, url, body=b"", headers=None, user="", password="", region="us-east-1"):
    """(status, headers, body) of the signed request."""
    place = urllib.parse.urlsplit(url)
    now = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    signed = {"host": place.netloc, "x-amz-date": now,
              "x-amz-content-sha256": hashlib.sha256(body).hexdigest()}
    signed.update({k.lower(): v.strip() for k, v in (headers or {}).items()})
    names = ";".join(sorted(signed))
    canonical = "\n".join(
        [method, urllib.parse.quote(urllib.parse.unquote(place.path)), place.query]
        + [f"{name}:{signed[name]}" for name in sorted(signed)]
        + ["", names, signed["x-amz-content-sha256"]])
    scope = f"{now[:8]}/{region}/s3/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", now, scope,
                      hashlib.sha256(canonical.encode()).hexdigest()])
    key = ("AWS4" + password).encode()
    for part in (now[:8], region, "s3", "aws4_request"):
        key = mac(key, part)
    signed["authorization"] = (f"AWS4-HMAC-SHA256 Credential={user}/{scope}, "
                               f"SignedHeaders={names}, Signature={mac(key, text).hex()}")
    link = http.client.HTTPConnection(place.netloc, timeout=60)
    link.request(method, place.path + ("?" + place.query if place.query else ""), body, signed)
    answer = link.getresponse()
    result = answer.status, dict(answer.getheaders()), answer.read()
    link.close()
    return result


def main(words):
    method, url, *rest = words
    body, headers = b"", {}
    for word in rest:
        if os.path.exists(word):
            with open(word, "rb") as file:
                body = file.read()
        else:
            name, _, value = word.partition(":")
            headers[name] = value
    status, _, text = request(method, url, body, headers, os.environ["S3_USER"],
                              os.environ["S3_PASSWORD"], os.environ.get("S3_REGION", "us-east-1"))
    print(status)
    sys.stdout.flush()
    sys.stdout.buffer.write(text)
    return 0 if status < 400 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
