// SPDX-License-Identifier: GPL-3.0-or-later
// Sends with the real clients of a service: node sdkclients.cjs WHAT BASE
"use strict";

const [what, base] = process.argv.slice(2);
const secretKey = "sch_dev_" + "Zq81LmPw7Rk2Vn5T";
const quiet = { error() {}, warn() {}, info() {}, debug() {} };

function serverClient() {
    const { SchematicClient } = require("@schematichq/schematic-typescript-node");
    return new SchematicClient({ apiKey: secretKey, basePath: base, eventCaptureBaseURL: base, eventBufferInterval: 50, logger: quiet });
}

const moment = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const company = { id: "acme" };
const user = { id: "ada" };

const runs = {
    // More than one request holds.
    async many() {
        const client = serverClient();
        for (let i = 0; i < 205; ++i)
            await client.track({ event: "search", company, user }, { idempotencyKey: "key-" + i });
        await client.identify({ keys: user, name: "Ada", company: { keys: company, name: "Acme" } });
        await moment(3000);    // closing sends what is left, but not what one request cannot hold
        await client.close();
    },
    // What its own documentation shows: the clock's flags among the event's members.
    async misplaced() {
        const client = serverClient();
        await client.track({ event: "misplaced", company, sentAt: new Date("2026-01-02T03:04:05Z"), trustedClientClock: true });
        await client.track({ event: "placed", company }, { sentAt: new Date(), trustedClientClock: true });
        await client.close();
    },
    async quantities() {
        const client = serverClient();
        await client.track({ event: "half", company, quantity: 1.5 });
        await client.track({ event: "back", company, quantity: -2 });
        await client.track({ event: "none", company, quantity: 0 });
        await client.close();
    },
    // One event that cannot be serialised takes the others with it.
    async poisoned() {
        const client = serverClient();
        await client.track({ event: "good", company });
        await client.track({ event: "poison", company: { id: 5 } });
        await client.close();
    },
    async refused() {
        const client = serverClient();
        await client.track({ event: "half", company, quantity: 1.5 }, { idempotencyKey: "one" });
        await client.close();
    },
    async rest() {
        const client = serverClient();
        await client.events.createEvent({ eventType: "track", body: { event: "rest", company } });
        await client.events.createEventBatch({ events: [{ eventType: "track", body: { event: "rest", company } }] });
        await client.close();
    },
    async browser() {
        const { Schematic } = require("@schematichq/schematic-js");
        const client = new Schematic("api_" + "PublishableKey123", { eventUrl: base, apiUrl: base, webSocketUrl: base });
        await client.identify({ keys: user, company: { keys: company } });
        await client.track({ event: "click", traits: { page: 3 } });
        await moment(300);
    },
};

runs[what]().then(() => process.exit(0), (error) => {
    console.error(error);
    process.exit(1);
});
