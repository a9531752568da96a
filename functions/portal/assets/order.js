// Shows one order. The token behind the link's "#" opens it; it travels in a header, never in an address.
"use strict";
addEventListener("DOMContentLoaded", async () => {
  const page = document.getElementById("order");
  const said = document.getElementById("said");
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  // The token does not stay in the address bar, nor in what the browser remembers.
  history.replaceState(null, "", location.pathname);

  const states = {
    pending_payment: "Waiting for your payment", placed: "Paid, and on our desk", completed: "Delivered",
    cancelled: "Cancelled", expired: "Expired: it was not paid in time",
  };
  const happenings = {
    "order.created": "Ordered", "order.paid": "Paid", "order.placed": "Confirmed", "order.cancelled": "Cancelled", "order.expired": "Expired",
  };

  const money = ({ amount, currency }) => {
    const format = new Intl.NumberFormat(undefined, { style: "currency", currency });
    return format.format(amount / 10 ** format.resolvedOptions().maximumFractionDigits);
  };
  const moment = (text) => new Date(text).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
  const make = (tag, content = [], attributes = {}) => {
    const element = document.createElement(tag);
    element.append(...[content].flat());
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  const section = (heading, ...content) => make("section", [make("h4", heading), ...content]);

  const lines = (order) => {
    const line = (item) => {
      const variant = item.variant_title === "Default Title" ? "" : ` (${item.variant_title})`;
      return make("tr", [
        make("td", `${item.quantity} × ${item.title}${variant}`),
        make("td", money(item.subtotal), { class: "amount" }),
      ]);
    };
    const sum = (label, amount, kind) => make("tr", [make("td", label), make("td", money(amount), { class: "amount" })], kind ? { class: kind } : {});
    const { subtotal, shipping, tax, rounding, total } = order.totals;
    return make("table", make("tbody", [
      ...order.items.map(line),
      sum("Subtotal", subtotal),
      ...(order.shipping_method ? [sum(order.shipping_method.name, shipping)] : []),
      sum("Tax", tax),
      ...(rounding.amount ? [sum("Rounding", rounding)] : []),
      sum("Total", total, "total"),
    ]));
  };
  const place = ({ name, line1, line2, city, region, postal_code, country }) => {
    const parts = [name, line1, line2, [city, region, postal_code].filter(Boolean).join(" "), country].filter(Boolean);
    return make("p", parts.flatMap((part, position) => (position ? [make("br"), part] : [part])));
  };
  const timeline = (order) => make("ol", order.timeline.map(({ kind, at }) =>
    make("li", [happenings[kind] ?? kind, make("time", moment(at), { datetime: at })])), { class: "timeline" });

  try {
    const answer = await fetch(`/v1/orders/${page.dataset.order}`, { headers: token ? { "x-order-token": token } : {} });
    const order = await answer.json();
    if (!answer.ok) {
      said.dataset.mood = "bad";
      said.textContent = answer.status === 401 || answer.status === 404
        ? "This link does not open an order. Open it from the mail once more, or copy all of it."
        : order.detail ?? "The order cannot be shown.";
      return;
    }
    page.querySelector("h1").textContent = `Order ${order.number}`;
    const isFree = order.status === "placed" && !order.payment;
    said.textContent = isFree ? "Confirmed; there is nothing to pay" : states[order.status] ?? order.status;
    said.dataset.mood = ["cancelled", "expired"].includes(order.status) ? "bad" : "good";
    page.append(
      section("Goods", lines(order)),
      ...(order.shipping_method ? [section("Delivery", place(order.shipping_address))] : []),
      section("What happened", timeline(order)),
    );
  } catch {
    said.dataset.mood = "bad";
    said.textContent = "The shop cannot be reached at the moment. Please try again.";
  }
});
