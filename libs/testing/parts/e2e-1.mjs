import { loadPart } from './part.mjs'

await loadPart('e2e', 1)
