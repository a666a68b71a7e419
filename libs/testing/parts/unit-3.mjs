import { loadPart } from './part.mjs'

await loadPart('unit', 3)
