"""The catalogue's sentences, so that they can be translated. A test holds the two together."""

from __future__ import annotations

from django.utils.translation import gettext_noop

SENTENCES = {
    "page_viewed": gettext_noop("looked at the page {page}"),
    "magnet_opened": gettext_noop("opened {offer}"),
    "form_submitted": gettext_noop("filled in the form {form}"),
    "form_started": gettext_noop("began to fill in the form {form}"),
    "scrolled": gettext_noop("read {depth} % of the page {page}"),
    "engaged": gettext_noop("spent {seconds} s with the page {page}"),
    "lead_imported": gettext_noop("became a lead (imported)"),
    "link_visited": gettext_noop("came in through {source}"),
    "person_identified": gettext_noop("left a contact point ({kind})"),
    "attributes_changed": gettext_noop("was described anew: {keys}"),
    "consent_given": gettext_noop("agreed to {purpose} by {channel}"),
    "consent_requested": gettext_noop("was asked to confirm {purpose} by {channel}"),
    "consent_withdrawn": gettext_noop("no longer agrees to {purpose} by {channel}"),
    "people_merged": gettext_noop("turned out to be the same person as another entry"),
    "people_unmerged": gettext_noop("was told apart again from another entry"),
    "stage_matched": gettext_noop("met the condition of {stage}"),
    "stage_entered": gettext_noop("moved to {stage}"),
    "message_sent": gettext_noop("was sent {message}"),
    "message_held": gettext_noop("was not sent {message}: {reason}"),
    "message_unknown": gettext_noop("may or may not have got {message}"),
    "message_clicked": gettext_noop("clicked a link in {message}"),
    "message_opened": gettext_noop("opened {message}"),
    "message_bounced": gettext_noop("could not be reached with {message}"),
    "cart_filled": gettext_noop("put {offer} in the cart"),
    "checkout_started": gettext_noop("went to the checkout"),
    "offer_bought": gettext_noop("bought {offer}"),
    "order_paid": gettext_noop("paid an order of {amount} {currency} (without VAT)"),
    "payment_failed": gettext_noop("had a payment declined"),
    "order_refunded": gettext_noop("got {amount} {currency} back (without VAT)"),
    "journey_started": gettext_noop("started the journey {journey}"),
    "journey_ended": gettext_noop("ended the journey {journey}: {reason}"),
    "journey_resumed": gettext_noop("goes on in the journey {journey}"),
    "tag_added": gettext_noop("was tagged {tag}"),
    "tag_removed": gettext_noop("lost the tag {tag}"),
    "deal_won": gettext_noop("signed a deal"),
    "deal_lost": gettext_noop("declined a deal"),
}
