import { Id } from '../fields.ts'

/** The part of a court case to which a fact belongs. */
export const PartId = Id.optional().meta({
  description: 'the part of the court case; absent: what no part was severed from, which is the whole case as long as there are no parts',
})
