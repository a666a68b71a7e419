import type { DataOf } from '@case-timeline/contracts'

type Dossier = Pick<DataOf<'investigation.CaseReferredToProsecution'>, 'dossierId' | 'suspects' | 'evidence'>

/**
 * The manifest of a dossier. Its hash identifies the dossier: police state the hash with the referral, the prosecutor
 * recomputes it from the lists.
 * @returns the same value for any order of the evidence: it is sorted by id
 */
export const manifestOf = ({ dossierId, suspects, evidence }: Dossier): Dossier => ({
  dossierId,
  suspects,
  evidence: evidence.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)),
})
