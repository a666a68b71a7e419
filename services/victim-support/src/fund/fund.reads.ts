import { rightsOfClaimant, type CaseHistory, type KnownRights, type Reading } from '@case-timeline/casework'
import type { KnownSupport } from '../person/person.commands.ts'
import { supportOffered } from '../person/supported-person.reads.ts'
import type { ApplyToFund } from './fund.ts'

/** Whether support was offered to the applicant, and the right to compensation explained. */
export const applicant = (history: CaseHistory, command: Pick<ApplyToFund, 'data'>): Reading<KnownSupport & KnownRights> => {
  const support = supportOffered(history, command)
  const rights = rightsOfClaimant(history, command.data.personRef)
  return { known: { ...support.known, ...rights.known }, read: [...support.read, ...rights.read] }
}
