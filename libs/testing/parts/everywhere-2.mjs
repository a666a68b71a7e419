import { loadPart } from './part.mjs'

await loadPart('everywhere', 2)
