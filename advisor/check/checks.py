"""What the gate looks for. A check's id is its name in reports, in a policy and in `advisor explain check:ID`."""

from __future__ import annotations

from advisor.errors import Place
from advisor.model.code_checks import CODE_CHECKS
from advisor.model.finding import Check, Finding

CHECKS = (
    Check(
        "profile-invalid",
        "error",
        "A profile cannot be read",
        "The file is not YAML, or says something that no question of the rule base has as an answer. Nothing else "
        "can be checked about it until that is put right.",
    ),
    Check(
        "none-eligible",
        "error",
        "No alternative is eligible",
        "Constraints exclude every alternative for this profile. Either one of its answers is stricter than the "
        "project is, or the project cannot be built as described. `advisor recommend` says what would lift each one.",
    ),
    Check(
        "verdict-too-weak",
        "error",
        "The verdict is weaker than the policy demands",
        "The policy names the weakest verdict that it accepts, from clear over lean to toss-up, which it accepts by "
        "default. `advisor recommend` lists the questions whose answers would move the decision most.",
    ),
    Check(
        "profile-off-record",
        "error",
        "A profile recommends something else than its record",
        "A profile and a record belong together by the project's name. The answers have changed since the decision was "
        "recorded, and with them what comes out. Record the new decision, or take the answers back.",
    ),
    Check(
        "profile-changed",
        "warning",
        "A profile's answers are not those of its record",
        "The answers have changed since the decision was recorded. The same option still comes out, but the record "
        "describes a situation that is no longer the project's.",
    ),
    Check(
        "facts-too-old",
        "warning",
        "The facts behind a result were last checked too long ago",
        "A fact counts from the day on which its source was read. The policy says how old it may get; by default what "
        "the rule base itself says. A newer release of the rule base may have looked again.",
    ),
    Check(
        "record-broken",
        "error",
        "What a record rests on cannot be read",
        "A generated record has a file beside it that ends in .advisor.json and holds the profile, the date and the "
        "recommendation. One of the two is missing or damaged, or its profile no longer fits the rule base, so that "
        "nobody can tell whether the decision still holds.",
    ),
    Check(
        "record-edited",
        "error",
        "The generated part of a record was edited",
        "What stands between advisor:begin and advisor:end was computed. Once it is edited its totals need not add up, "
        "and it no longer follows from the profile. Write your own words outside of these lines.",
    ),
    Check(
        "decision-changed",
        "error",
        "The recorded decision is no longer what comes out",
        "Made again from the record's own profile, on today's knowledge, another option is recommended. The finding "
        "says which facts and rules changed, and by how many points each moved the options. Look at the decision again "
        "and record what is decided now; the old record is superseded, never rewritten.",
    ),
    Check(
        "verdict-changed",
        "warning",
        "The recorded decision is less sure than it was",
        "The same option is recommended, by a weaker verdict than when it was recorded; or a decision that was left "
        "open is now open between other options.",
    ),
    Check(
        "scores-moved",
        "note",
        "The scores behind a decision have moved",
        "Facts changed since the decision was recorded, but it still stands.",
    ),
    Check(
        "component-ended",
        "error",
        "A component on the recorded route has ended",
        "The way to a target, as it was recorded, leads through a component that has since been "
        "deprecated or archived. The decision may stand, but the way has to be replaced.",
    ),
    Check(
        "review-overdue",
        "warning",
        "A decision is due for review",
        "The day is past that the record names in its front matter (review-by), or the record is older than the policy "
        "lets decisions get without another look.",
    ),
    Check(
        "supersede-broken",
        "error",
        "A record is superseded by one that is not there",
        "Records name each other when one takes the other's place. Here the other one cannot be found in the same "
        "folder.",
    ),
    Check(
        "supersede-one-sided",
        "error",
        "Only one of two records says that it supersedes the other",
        "The old record's status names its successor, and the successor says what it supersedes. A reader of either "
        "must be able to find the other.",
    ),
    Check(
        "number-duplicate",
        "error",
        "Two records have the same number",
        "A number names one decision. Give the newer record the next free number, and change the links to it.",
    ),
    Check(
        "number-collides",
        "error",
        "A new record's number is taken on the other branch",
        "Both branches added a record with this number since they parted. They would merge without a conflict and "
        "leave two records with one number. Give this one the next number that is free on both.",
    ),
    Check(
        "overlay-version",
        "note",
        "An overlay was written for another version of the rule base",
        "The overlay names the versions with which it was tried, and the rule base in use is none of them. What the "
        "overlay changes may have changed meanwhile. Try it, look at `advisor rules diff`, and add the version to its "
        "`over`.",
    ),
    Check(
        "overlay-not-counted",
        "warning",
        "Something in an overlay does not count yet",
        "A rule or a constraint of an overlay begins after the date on which knowledge is taken, which is that of the "
        "rule base's last review unless --as-of gives another one. It is a warning where that day has come and still "
        "the gate does not look at it, and a note before.",
    ),
    Check(
        "waiver-unused",
        "note",
        "A waiver matches nothing",
        "The policy waives findings that there are none of. They have been put right, and the waiver can go; or its "
        "path or key has a slip, and what it was meant for counts.",
    ),
    Check(
        "waiver-expired",
        "warning",
        "A waiver has expired",
        "The policy waived findings up to a day that is past. They count again. Put right what was found, or decide "
        "again and say until when.",
    ),
    *CODE_CHECKS,
)
BY_ID = {check.id: check for check in CHECKS}


def found(
    check: str,
    message: str,
    place: Place,
    key: str,
    *,
    details: tuple[str, ...] = (),
    hint: str | None = None,
    sources: tuple[str, ...] = (),
) -> Finding:
    """Make a finding, as bad as its check is by itself."""
    return Finding(check, BY_ID[check].severity, message, place, key, details, hint, sources)
