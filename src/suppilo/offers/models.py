"""Tables: carts, orders with their lines, payments, what providers told us, and refunds.

All amounts are integers in minor units of the order's currency. People are bare ids, as in the log: a merge rewrites
nothing here, readers resolve the canonical person.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Cart(models.Model):
    """What somebody means to buy. `token` is unguessable and lies in a cookie; only its holder reaches the cart."""

    workspace = models.ForeignKey("team.Workspace", on_delete=models.CASCADE)
    token = models.CharField(max_length=64, unique=True)
    person_id = models.BigIntegerField(null=True)
    ordered_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()


class CartLine(models.Model):
    """One offer in a cart; its price is looked up whenever it is shown. `told_at` is set once the log knows of it."""

    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="lines", db_index=False)
    offer = models.CharField(max_length=63)
    quantity = models.PositiveSmallIntegerField(default=1)
    added_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["cart", "offer"], name="offers_cart_line_once")]


class OrderCounter(models.Model):
    """The last order number of a workspace."""

    workspace = models.OneToOneField("team.Workspace", on_delete=models.CASCADE, primary_key=True)
    last = models.PositiveBigIntegerField(default=0)


class Order(models.Model):
    """What somebody ordered, with the words, prices and VAT of that moment. `key` is unguessable.

    `name_kept_until`: the buyer was erased, and the books need the name until the end of that day.
    """

    class State(models.TextChoices):
        """Open until paid; a declined payment leaves it open."""

        OPEN = "open"
        PAID = "paid"
        PARTLY_REFUNDED = "partly"
        REFUNDED = "refunded"

    workspace = models.ForeignKey("team.Workspace", on_delete=models.PROTECT, db_index=False)
    number = models.PositiveBigIntegerField()
    key = models.CharField(max_length=64, unique=True)
    cart = models.OneToOneField(Cart, on_delete=models.SET_NULL, null=True, related_name="order")
    checkout_token = models.CharField(max_length=64)
    version_id = models.BigIntegerField()
    person_id = models.BigIntegerField()
    email = models.CharField(max_length=320)
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=8)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    currency = models.CharField(max_length=3)
    gross = models.BigIntegerField()
    net = models.BigIntegerField()
    vat = models.BigIntegerField()
    refunded_gross = models.BigIntegerField(default=0)
    refunded_net = models.BigIntegerField(default=0)
    origin = models.CharField(max_length=9, default="live")
    terms = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    name_kept_until = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "number"], name="offers_order_number_once"),
            models.UniqueConstraint(fields=["workspace", "checkout_token"], name="offers_checkout_once"),
            models.CheckConstraint(
                condition=models.Q(gross=models.F("net") + models.F("vat")), name="offers_order_adds"
            ),
            models.CheckConstraint(
                condition=models.Q(refunded_gross__lte=models.F("gross")), name="offers_order_refund_limit"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace", "person_id", "paid_at"], name="offers_order_of_person"),
            models.Index(fields=["workspace", "created_at"], name="offers_order_newest"),
            models.Index(
                fields=["name_kept_until"],
                name="offers_order_name_kept",
                condition=models.Q(name_kept_until__isnull=False),
            ),
        ]


class OrderLine(models.Model):
    """One line: `gross` is unit price times quantity, `vat` its rounded share, `net` the rest."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines", db_index=False)
    position = models.PositiveSmallIntegerField()
    offer = models.CharField(max_length=63)
    role = models.CharField(max_length=16)
    name = models.CharField(max_length=300)
    billing = models.CharField(max_length=8, default="once")
    quantity = models.PositiveSmallIntegerField()
    unit_gross = models.BigIntegerField()
    vat_percent = models.DecimalField(max_digits=6, decimal_places=3)
    gross = models.BigIntegerField()
    net = models.BigIntegerField()
    vat = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "position"], name="offers_order_line_once"),
            models.CheckConstraint(
                condition=models.Q(gross=models.F("net") + models.F("vat")), name="offers_line_adds"
            ),
        ]


class Payment(models.Model):
    """One attempt to pay an order. `key` is what the provider calls it by; `address` is where the visitor pays."""

    class State(models.TextChoices):
        """Paid is final; failed is not, since a late "paid" means that money has come."""

        STARTED = "started"
        PENDING = "pending"
        PAID = "paid"
        FAILED = "failed"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="payments", db_index=False)
    attempt = models.PositiveSmallIntegerField(default=1)
    provider = models.CharField(max_length=32)
    key = models.CharField(max_length=64, unique=True)
    reference = models.CharField(max_length=200, blank=True)
    address = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.STARTED)
    reason = models.CharField(max_length=64, blank=True)
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField()
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["order", "attempt"], name="offers_payment_once")]


class PaymentNotice(models.Model):
    """What a provider told us, kept whether or not it had an effect. Never holds contact or card data."""

    provider = models.CharField(max_length=32)
    notice_id = models.CharField(max_length=200)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, null=True, related_name="notices")
    kind = models.CharField(max_length=16)
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField()
    reason = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    effect = models.CharField(max_length=16)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["provider", "notice_id"], name="offers_notice_once")]


class Refund(models.Model):
    """Money given back. Written before the provider is asked, so that a crash in between can be resumed."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="refunds")
    token = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=9, default="requested")  # requested, done, refused
    gross = models.BigIntegerField()
    net = models.BigIntegerField()
    reason = models.CharField(max_length=200, blank=True)
    user_id = models.BigIntegerField(null=True)
    reference = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
