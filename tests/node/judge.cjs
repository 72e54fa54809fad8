// SPDX-License-Identifier: GPL-3.0-or-later
// What ajv says: of each line {"draft", "schema", "instances"} a line with a character for each instance: 1 where
// it fits, 0 where not, ? where ajv's own code fails; or "E" and the reason where the schema cannot be used.
"use strict";
const readline = require("node:readline");
const options = {
  strict: false,
  logger: false,
  validateFormats: false,
  validateSchema: false,
  // The optimiser takes longer than judging a few values does.
  code: { optimize: false },
  // Draft 07 wants it, and ajv does not do it by itself.
  ignoreKeywordsWithRef: true,
};
const Ajv07 = require("ajv").default;
const Ajv2020 = require("ajv/dist/2020").default;
const judges = {
  "07": new Ajv07(options),
  "2020-12": new Ajv2020({ ...options, ignoreKeywordsWithRef: false }),
};

function verdict(validate, instance) {
  try {
    return validate(instance) ? "1" : "0";
  } catch {
    return "?";
  }
}

function verdicts({ draft, schema, instances }) {
  const ajv = judges[draft];
  try {
    const validate = ajv.compile(schema);
    return instances.map((instance) => verdict(validate, instance)).join("");
  } catch (error) {
    return "E " + String(error.message).replaceAll("\n", " ");
  } finally {
    ajv.removeSchema(schema);
  }
}

readline
  .createInterface({ input: process.stdin, crlfDelay: Infinity })
  .on("line", (line) => process.stdout.write(verdicts(JSON.parse(line)) + "\n"));
