// Sends events with PagerDuty's own client: a line of JSON in, a line of JSON out.
//
//     node send.cjs FOLDER HOST:PORT     FOLDER holds node_modules
//     in:  {"call": "trigger", "data": {...}}     out: {"status": 202, "body": {...}}
//
// The client waits 20 s after a 429 unless it is told otherwise; here it waits a second, and says
// at which status it has stopped.
"use strict";

const path = require("path");
const readline = require("readline");

const [folder, server] = process.argv.slice(2);
const client = require(path.join(folder, "node_modules", "@pagerduty", "pdjs"));

async function send(line) {
    const { call, data } = JSON.parse(line);
    const answer = await client[call]({ server, data, retryTimeout: 1000 });
    return { status: answer.status, body: answer.data };
}

async function main() {
    for await (const line of readline.createInterface({ input: process.stdin })) {
        let said;
        try {
            said = await send(line);
        } catch (error) {
            said = { error: String(error) };
        }
        process.stdout.write(JSON.stringify(said) + "\n");
    }
}

main();
