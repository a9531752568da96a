//! Every kind of id, alphabetical and append-only: a prefix is never given a second meaning.

super::ids! {
    /// An address of an address book.
    AddressId = "adr",
    /// An entry of the audit.
    AuditId = "aud",
    /// A category of the catalog.
    CategoryId = "cat",
    /// A code that was sent to a telephone and is to come back.
    ChallengeId = "chl",
    /// A kept event.
    EventId = "evt",
    /// Somebody's wish to see all that is known about them.
    ExportId = "exp",
    /// A guest who shops without an account.
    GuestId = "gst",
    /// An invitation to become staff, or to sell.
    InvitationId = "inv",
    /// A line of a cart, kept by the order that the cart becomes.
    LineId = "lin",
    /// An order.
    OrderId = "ord",
    /// A payment of an order.
    PaymentId = "pay",
    /// A product.
    ProductId = "prd",
    /// A refund of a payment.
    RefundId = "rfd",
    /// A registration attempt.
    RegistrationId = "reg",
    /// A hold on stock cells.
    ReservationId = "rsv",
    /// A review of a product.
    ReviewId = "rev",
    /// A session of a user on one device.
    SessionId = "ses",
    /// A one-time token sent by mail.
    TokenId = "tok",
    /// A person with an account.
    UserId = "usr",
    /// A variant of a product: the unit of sale.
    VariantId = "var",
    /// A warehouse.
    WarehouseId = "whs",
    /// A wishlist.
    WishlistId = "wsh",
}
