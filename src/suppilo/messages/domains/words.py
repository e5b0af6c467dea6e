"""What is wrong with a record, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

STATES = {
    "good": gettext_lazy("in order"),
    "weak": gettext_lazy("could be better"),
    "missing": gettext_lazy("missing"),
    "wrong": gettext_lazy("wrong"),
}
PROBLEMS = {
    "": "",
    "several": gettext_lazy("There are several records; receivers then take none of them. Keep one."),
    "spf_missing": gettext_lazy("No record says which servers may send mail for this domain."),
    "spf_everybody": gettext_lazy("The record lets every server in the world send mail for this domain."),
    "spf_lookups": gettext_lazy("The record asks for more than 10 look-ups; receivers then take it as broken."),
    "spf_open_end": gettext_lazy("The record does not say what to think of all other servers."),
    "dkim_no_key": gettext_lazy("There is no key for this domain yet: make one with `suppilo mail key`."),
    "dkim_missing": gettext_lazy("The public half of the key is not in the DNS, so nobody can check the signature."),
    "dkim_other": gettext_lazy("Another key is in the DNS than the one that signs: every signature looks forged."),
    "dmarc_missing": gettext_lazy("Large mail services refuse bulk mail from a domain without DMARC."),
    "dmarc_policy": gettext_lazy("The record has no policy that receivers know: none, quarantine or reject."),
    "dmarc_none": gettext_lazy("The record asks receivers to do nothing with forged mail."),
}
