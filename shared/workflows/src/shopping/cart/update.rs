//! Changes of a cart: each reads it, changes it, and writes it back unless somebody else was faster.

use context::version::{StaleVersion, check_version};
use context::{Committed as _, Context};
use domain::catalog::variant::Variant;
use domain::inventory::reservation::Shortage;
use domain::inventory::stock_level::StockLevel;
use domain::profiles::address::Address;
use domain::shipping::method::{ShippingMethodCode, method_for};
use domain::shopping::cart::{Cart, CartFault, CartOwner};
use kernel::faults;
use kernel::id::{LineId, VariantId};
use kernel::quantity::Quantity;
use store::shopping::cart::CartRecord;
use table::idempotency::{Answer, Command};
use table::{Key, Stored, TableFault, Tx};

use crate::shopping::cart::price::{Facts, PricedCart, sellable, variant_keys, without_own_holds};

/// A change of a cart.
#[derive(Clone, Debug)]
pub enum CartChange {
    /// Put units of a variant in.
    Add {
        /// The variant.
        variant: VariantId,
        /// How many.
        quantity: Quantity,
    },
    /// Say how many units a line has.
    SetQuantity {
        /// The line.
        line: LineId,
        /// How many.
        quantity: Quantity,
    },
    /// Take a line out.
    Remove {
        /// The line.
        line: LineId,
    },
    /// Take everything out.
    Clear,
    /// Say where to.
    SetShippingAddress(Box<Address>),
    /// Say how.
    SetShippingMethod(ShippingMethodCode),
}

faults! {
    /// Why a cart was not changed.
    #[derive(Debug, thiserror::Error)]
    pub enum EditFault {
        /// The cart's own rules.
        #[error(transparent)]
        Cart(#[from] CartFault);
        /// There are not as many.
        #[error(transparent)]
        Shortage(#[from] Shortage);
        /// The token opens no cart: it never did, or the cart has become a customer's, or it was left alone for too long.
        #[error("this cart token opens no cart; an item that is added without one begins another")]
        UnknownCart => Missing "not_found";
        /// There is no such variant, or it is not for sale.
        #[error("this variant is not for sale")]
        UnknownVariant => Invalid "variant_unavailable" at "/variant_id";
        /// A method needs an address, for the offer depends on it.
        #[error("say where to send it first")]
        ShippingAddressRequired => Invalid "shipping_address_required";
        /// The method is not offered there.
        #[error("this shipping method is not offered there")]
        MethodUnavailable => Invalid "shipping_method_unavailable" at "/code";
        /// The caller meant another version of the cart.
        #[error(transparent)]
        Version(#[from] StaleVersion);
        /// Others kept changing the cart, or the table failed.
        #[error(transparent)]
        Table(#[from] TableFault);
        /// A twin of the command is running.
        #[error("the same command is running")]
        Duplicate => Conflict "idempotency_in_progress" after 1;
    }
}

context::commit_fault!(EditFault, Duplicate);

/// Changes the cart of `shopper`: a read, another of what its lines are if there are any, and one write; again if somebody
/// else was faster. The answer is the cart as it is from now on, with what is known of its lines today.
///
/// `expected` is the version the caller meant, if they said one; 0 is a cart that is yet to be made, and a guest's cart is made
/// in no other way, so that a token which was given up stays dead. `command` makes the change happen once, and `answer` is
/// what its record keeps.
pub async fn update_cart(
    cx: &Context,
    shopper: CartOwner,
    change: &CartChange,
    expected: Option<u64>,
    command: Option<&Command>,
    answer: impl Fn(&PricedCart) -> Answer,
) -> Result<PricedCart, EditFault> {
    cx.again(|| async {
        let (stored, facts) = read(cx, shopper, change).await?;
        let version = stored.as_ref().map_or(0, Stored::version);
        check_version(expected, "the cart", version)?;
        if version == 0 && expected.is_none() && shopper.user().is_none() {
            return Err(EditFault::UnknownCart);
        }
        let mut cart = stored.as_deref().cloned().unwrap_or_else(|| Cart::new(shopper, cx.settings.currency, cx.now));
        let is_emptied = matches!(change, CartChange::Clear);
        let facts = if is_emptied { facts } else { facts.of(cx, &cart).await? };
        apply(cx, &mut cart, change, &facts)?;
        let edited = facts.price(cart, version + 1);
        let tx = Tx::<EditFault>::new().save(stored.as_ref(), &edited.cart).once(command, &answer(&edited));
        tx.commit(cx.store.table()).await.or_again(edited)
    })
    .await
}

/// The cart, and the variant that is to be added, in one read.
async fn read(
    cx: &Context,
    shopper: CartOwner,
    change: &CartChange,
) -> Result<(Option<Stored<CartRecord>>, Facts), TableFault> {
    let cart = CartRecord::at(shopper);
    let mut keys: Vec<Key> = vec![cart.clone()];
    if let CartChange::Add { variant, .. } = change {
        keys.extend(variant_keys(*variant));
    }
    let mut items = cx.store.table().batch(&keys).await?;
    let stored = items.take(&cart)?;
    let mut facts = Facts::default();
    facts.take(cx, items).await?;
    Ok((stored, facts))
}

fn apply(cx: &Context, cart: &mut Cart, change: &CartChange, facts: &Facts) -> Result<(), EditFault> {
    match change {
        CartChange::Add { variant, quantity } => {
            let (variant, cells) = facts.for_sale(*variant).ok_or(EditFault::UnknownVariant)?;
            put_in(cx, cart, variant, cells, *quantity)
        }
        CartChange::SetQuantity { line, quantity } => {
            let known = facts.for_sale(cart.line(*line).ok_or(CartFault::UnknownLine)?.variant);
            cart.set_quantity(*line, *quantity, cx.now)?;
            let (variant, cells) = known.ok_or(EditFault::UnknownVariant)?;
            enough(cx, cart, variant, cells)
        }
        CartChange::Remove { line } => Ok(cart.remove(*line, cx.now)?),
        CartChange::Clear => {
            cart.clear(cx.now);
            Ok(())
        }
        CartChange::SetShippingAddress(address) => {
            cart.set_shipping_address((**address).clone(), cx.now);
            // A method that is not offered to the new address would only fail later.
            let offered = cart.shipping_method.and_then(|code| method_for(code, address.country, cart.currency));
            cart.shipping_method = offered.map(|method| method.code);
            Ok(())
        }
        CartChange::SetShippingMethod(code) => {
            let address = cart.shipping_address.as_ref().ok_or(EditFault::ShippingAddressRequired)?;
            method_for(*code, address.country, cart.currency).ok_or(EditFault::MethodUnavailable)?;
            cart.set_shipping_method(*code, cx.now);
            Ok(())
        }
    }
}

/// Puts units of a variant with these cells into a cart, if there are as many.
pub(crate) fn put_in(
    cx: &Context,
    cart: &mut Cart,
    variant: &Variant,
    cells: Vec<StockLevel>,
    quantity: Quantity,
) -> Result<(), EditFault> {
    cart.add(LineId::mint(&*cx.ids, cx.now), variant.id, quantity, variant.price, cx.now)?;
    enough(cx, cart, variant, cells)
}

/// Refuses more units than there are; nothing is held yet, so this only spares the shopper a later refusal.
fn enough(cx: &Context, cart: &Cart, variant: &Variant, cells: Vec<StockLevel>) -> Result<(), EditFault> {
    let available = sellable(variant, &without_own_holds(cells, &cart.checkouts), cx.now);
    let wanted = cart.lines.iter().find(|line| line.variant == variant.id).map_or(0, |line| line.quantity.get());
    if i64::from(wanted) > available {
        return Err(Shortage { variant: variant.id, wanted, available }.into());
    }
    Ok(())
}
