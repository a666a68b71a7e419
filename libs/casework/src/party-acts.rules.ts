import type { DataOf, JurisdictionPolicy, ServiceName } from '@case-timeline/contracts'
import type { KnownJudgments, KnownRights, KnownSameAct } from './known-acts.ts'
import type { RecordRule } from './record.rules.ts'
import { liesAgainstFinalJudgment } from './remedies.ts'
import { isWithinWindow } from './windows.ts'

interface OfAct {
  readonly known: KnownSameAct
}

/** A command that records a notice of appeal. */
export interface Appealing {
  readonly data: DataOf<'prosecution.AppealLodged'>
  readonly known: KnownJudgments
  readonly policy?: JurisdictionPolicy | undefined
  readonly occurredAt?: string | undefined
  readonly now: string
}

/** A command that records a claim for compensation. */
export interface Claiming {
  readonly data: { readonly personRef: string }
  readonly known: KnownRights
}

/** A rule on what a party did: see `Rule` of libs/decider. */
export type PartyRule<C> = Omit<RecordRule<unknown, C>, 'about' | 'integrity'>

/** The condition of `actIsRecordedByOneSector`: no other sector has the act on record. The facts are the events that have it. */
export const notRecordedElsewhere = {
  holds: (_: unknown, { known: { sameElsewhere = [] } }: OfAct): boolean => sameElsewhere.length === 0,
  facts: (_: unknown, { known: { sameElsewhere = [] } }: OfAct): readonly string[] => sameElsewhere,
}

/** The rules on notices of appeal, for a service that records them. */
export const appealRulesOf = (service: ServiceName) => {
  const appealIsAgainstCourtDecision: PartyRule<Appealing> = {
    id: `${service}.appeal-is-against-court-decision`,
    sentence: 'an appeal is lodged against a court decision that is on record',
    source: 'ICCPR 14(5): review by a higher tribunal',
    level: 'warn',
    holds: (_, { data: { against }, known }) => known.isInterlocutory || known.decidedOn[against] !== undefined,
    facts: (_, { data: { against } }) => [against],
  }

  const appealIsLodgedInTime: PartyRule<Appealing> = {
    id: `${service}.appeal-is-lodged-in-time`,
    sentence: 'an appeal is lodged within the number of days that the law gives for it',
    source: 'ICCPR 14(5): review by a higher tribunal; policy of the jurisdiction: the number of days',
    // The court decides that an appeal is late, or gives leave for it.
    level: 'warn',
    // An unknown decision breaks only the rule above: without its date, no window is exceeded.
    holds: (_, { data: { against, remedy }, known, policy, occurredAt, now }) =>
      liesAgainstFinalJudgment(remedy) ||
      isWithinWindow(policy, 'appeal', known.decidedOn[against] ?? '', occurredAt ?? now, known.instances?.[against]),
    facts: (_, { data: { against } }) => [against],
  }

  return { appealIsAgainstCourtDecision, appealIsLodgedInTime }
}

/** The rule on claims for compensation, for a service that records them. */
export const claimRulesOf = (service: ServiceName) => {
  const claimantWasInformedOfRight: PartyRule<Claiming> = {
    id: `${service}.claimant-was-informed-of-right`,
    sentence: 'compensation is claimed only for a victim who was informed of the right to compensation',
    source: 'ACTIP 14(9), 14(13); Palermo Protocol 6(6)',
    level: 'warn',
    holds: (_, { known }) => known.informedOfCompensation,
    facts: (_, { data: { personRef } }) => [personRef],
  }

  return { claimantWasInformedOfRight }
}
