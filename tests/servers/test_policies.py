"""The bucket policies have the form of Amazon's policy language, and say what the guide says."""
import json
import os
import pathlib
import unittest

FOLDER = pathlib.Path(os.environ["FOYER_SOURCE"]) / "kiosk-config/servers/s3"


def load(name):
    return json.loads((FOLDER / f"{name}-policy.json").read_text())


class Policies(unittest.TestCase):
    def test_each_is_a_policy(self):
        self.assertEqual(len(list(FOLDER.glob("*.json"))), 3)
        for path in FOLDER.glob("*.json"):
            policy = json.loads(path.read_text())
            self.assertEqual(policy["Version"], "2012-10-17")
            for statement in policy["Statement"]:
                self.assertLessEqual(set(statement), {"Sid", "Effect", "Principal", "Action",
                                                      "Resource", "Condition"})
                self.assertEqual(statement["Effect"], "Allow")
                self.assertRegex(statement["Sid"], "^[A-Za-z0-9]+$")
                self.assertTrue(statement["Resource"].startswith("arn:aws:s3:::foyer-"))
                # Only the bucket's own policy names who: users get theirs by being in a group.
                self.assertEqual("Principal" in statement, path.name == "feeds-policy.json")

    def test_everybody_only_reads(self):
        actions = {statement["Action"] for statement in load("feeds")["Statement"]}
        self.assertEqual(actions, {"s3:GetObject", "s3:ListBucket"})

    def test_a_kiosk_writes_below_its_own_name_and_the_outbox_once(self):
        for statement in load("kiosk")["Statement"]:
            if statement["Action"] == "s3:PutObject":
                self.assertIn("/${aws:username}/", statement["Resource"])
                if "/outbox/" in statement["Resource"]:
                    self.assertEqual(statement["Condition"],
                                     {"Null": {"s3:if-none-match": "false"}})
            self.assertNotIn("Delete", statement["Action"])

    def test_a_publisher_removes_nothing_but_what_waited(self):
        for statement in load("publisher")["Statement"]:
            if "s3:DeleteObject" in statement["Action"]:
                self.assertTrue(statement["Resource"].endswith("/pending"))


if __name__ == "__main__":
    unittest.main()
