import { loadPart } from './part.mjs'

await loadPart('int', 2)
