import { loadPart } from './part.mjs'

await loadPart(4)
