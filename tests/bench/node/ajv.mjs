// SPDX-License-Identifier: GPL-3.0-or-later
// Reads a file of one event a line and validates each by a compiled schema: ajv.mjs SCHEMA FILE.
// Prints how many are valid and the seconds of processor time it took, without Node's start.
import { readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const [schemaFile, eventFile] = process.argv.slice(2);
const ajv = new Ajv2020({ strict: false });
addFormats(ajv);
const validate = ajv.compile(JSON.parse(readFileSync(schemaFile, "utf8")));

const start = process.cpuUsage();
const bytes = readFileSync(eventFile);
let valid = 0;
for (let at = 0; at < bytes.length; ) {
  const newline = bytes.indexOf(10, at);
  const end = newline < 0 ? bytes.length : newline;
  if (validate(JSON.parse(bytes.toString("utf8", at, end)))) valid++;
  at = end + 1;
}
const spent = process.cpuUsage(start);
console.log(valid, (spent.user + spent.system) / 1e6);
