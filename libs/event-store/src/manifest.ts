import type { CaseReferredToProsecution, FactOf } from '@case-timeline/contracts'
import { canonical } from './canonical.ts'
import { dataHash } from './hashing.ts'

type Dossier = Pick<FactOf<typeof CaseReferredToProsecution>['data'], 'dossierId' | 'suspects' | 'evidence'>

/**
 * The hash by which a dossier is recognised: police state it with the referral, the prosecutor recomputes it from the lists.
 * @returns SHA-256, in lower-case hexadecimal, of the RFC 8785 text of {dossierId, suspects, evidence sorted by id}
 */
export const manifestHash = ({ dossierId, suspects, evidence }: Dossier): string => {
  const sorted = evidence.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
  return dataHash(undefined, canonical({ dossierId, suspects, evidence: sorted })).toString('hex')
}
