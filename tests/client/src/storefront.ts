// A guest shops: looks around, fills a cart, checks out twice with one key, pays, reads the order, and gives it back.
//
// Every path, header, body and answer is typed by the API's own document, so what does not fit it does not compile.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";

import createClient from "openapi-fetch";

import type { components, paths } from "./schema.js";

type Order = components["schemas"]["OrderView"];
type Problem = components["schemas"]["ProblemView"];

const shop = process.argv[2];
assert(shop, "say where the shop is: storefront.js http://127.0.0.1:3000");
const api = createClient<paths>({ baseUrl: shop });

/** The answer's data, or the problem that it is. */
function demand<T>(answer: { data?: T; error?: Problem; response: Response }): T {
  assert(answer.data !== undefined, `${answer.response.url}: ${JSON.stringify(answer.error)}`);
  return answer.data;
}

const store = demand(await api.GET("/v1/store"));
const found = demand(await api.GET("/v1/products", { params: { query: { q: "lamp", limit: 5 } } }));
const card = found.items[0];
assert(card, "the demo shop has lamps");
const product = demand(await api.GET("/v1/products/{id_or_slug}", { params: { path: { id_or_slug: card.id } } }));
const variant = product.variants[0];
assert(variant);

const filled = demand(await api.POST("/v1/cart/items", { body: { variant_id: variant.id, quantity: 1 } }));
assert(filled.token, "a guest is given a token");
const headers = { "X-Cart-Token": filled.token };
const address = {
  name: "Ana Lee",
  line1: "1 Main Street",
  city: "Springfield",
  region: "IL",
  postal_code: "62701",
  country: "US",
};
demand(await api.PUT("/v1/cart/address", { headers, body: address }));
const method = "standard";
demand(await api.PUT("/v1/cart/shipping-method", { headers, body: { code: method } }));
const quote = demand(await api.GET("/v1/cart/quote", { headers }));

const key = randomUUID();
const checkOut = () =>
  api.POST("/v1/checkout", {
    headers,
    params: { header: { "Idempotency-Key": key } },
    body: { email: "ana@example.com", payment: { provider: "stripe" }, expected_total: quote.totals.total },
  });
const first = await checkOut();
const order = demand(first);
const again = await checkOut();
assert.deepEqual(demand(again), order);
assert.equal(again.response.headers.get("Idempotent-Replayed"), "true");
assert.match(first.response.headers.get("RateLimit-Policy") ?? "", /^"guest_check_out";q=\d+;w=\d+$/);
assert.deepEqual(order.totals.total, quote.totals.total);

const provider = store.payment_providers[0];
// What is free has no payment; this is not.
const { payment } = order;
assert(provider && payment?.reference && payment.client_secret && order.order_token);
const confirmation = await fetch(`${shop}/_local/stripe/v1/payment_intents/${payment.reference}/confirm`, {
  method: "POST",
  headers: { authorization: `Bearer ${provider.publishable_key}` },
  body: new URLSearchParams({ client_secret: payment.client_secret, payment_method: "pm_card_visa" }),
});
assert.equal(confirmation.status, 200);

const token = { "X-Order-Token": order.order_token };
const read = async (): Promise<Order> =>
  demand(await api.GET("/v1/orders/{id}", { headers: token, params: { path: { id: order.id } } }));
/** The order once `done` holds of it: what follows from a request is worked off behind it. */
async function until(done: (order: Order) => boolean): Promise<Order> {
  let last = await read();
  for (let tries = 0; !done(last) && tries < 100; tries += 1) {
    await pause(100);
    last = await read();
  }
  assert(done(last), JSON.stringify(last));
  return last;
}
await until((order) => order.status === "placed");

const hidden = await api.GET("/v1/orders/{id}", { params: { path: { id: order.id } } });
assert.equal(hidden.error?.code, "not_found");

const cancelled = demand(
  await api.POST("/v1/orders/{id}/cancel", {
    headers: token,
    params: { path: { id: order.id }, header: { "Idempotency-Key": randomUUID() } },
  }),
);
assert.equal(cancelled.status, "cancelled");
await until((order) => order.payment_status === "refunded");
console.log(`${order.number}: ordered, paid, placed, cancelled and refunded through the typed client`);
