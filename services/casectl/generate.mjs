// Writes deploy/mappings/mapping.schema.json from the schema that `casectl import` checks a mapping with; mapping.spec.ts finds drift.
import { writeFileSync } from 'node:fs'
import { mappingSchema } from './dist/import/mapping.js'

writeFileSync(new URL('../../deploy/mappings/mapping.schema.json', import.meta.url), mappingSchema())
