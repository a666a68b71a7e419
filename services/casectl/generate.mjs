// Writes the JSON Schemas of mappings and policies from the Zod schemas that validate them; mapping.spec.ts and
// policies.spec.ts detect drift.
import { writeFileSync } from 'node:fs'
import { policySchema } from '@case-timeline/contracts'
import { mappingSchema } from './dist/import/mapping.js'

writeFileSync(new URL('../../deploy/mappings/mapping.schema.json', import.meta.url), mappingSchema())
writeFileSync(new URL('../../deploy/policy/policy.schema.json', import.meta.url), policySchema())
