import { storedOf, streamsUnchanged, type CaseFact, type CaseHistory, type DatedCommand, type Reading } from '@case-timeline/casework'
import { factsBefore } from '@case-timeline/shared-aggregates'
import type { DataOf } from '@case-timeline/contracts'
import type { ChargeBeforeCourt, KnownCharging } from './prosecution.commands.ts'
import { persons } from './prosecution.reads.ts'

/** The grounds on which the end of a charge leaves it open: the prosecutor may bring it before a court again. */
const GROUNDS_LEAVING_OPEN: readonly DataOf<'adjudication.ChargesEnded'>['ground'][] = [
  'quashed',
  'accusedUnfit',
  'noJurisdiction',
  'settled',
  'procedureViolated',
]

type CourtFact = CaseFact<
  | 'prosecution.IndictmentFiled'
  | 'adjudication.PrivateComplaintRegistered'
  | 'adjudication.VerdictDelivered'
  | 'adjudication.AppealDecided'
  | 'adjudication.ChargesEnded'
  | 'adjudication.NonPunishmentApplied'
>

/** What brings a charge before a court. */
const BRINGING: readonly CourtFact['type'][] = ['prosecution.IndictmentFiled', 'adjudication.PrivateComplaintRegistered']

/** What a fact makes of each charge that it names. */
const changesBy = (fact: CourtFact): readonly (readonly [chargeId: string, state: ChargeBeforeCourt])[] => {
  switch (fact.type) {
    case 'prosecution.IndictmentFiled':
      return fact.data.chargeIds.map((chargeId) => [chargeId, 'pending'])
    case 'adjudication.PrivateComplaintRegistered':
      return fact.data.charges.map(({ chargeId }) => [chargeId, 'pending'])
    case 'adjudication.VerdictDelivered':
      return [[fact.data.chargeId, 'decided']]
    case 'adjudication.AppealDecided':
      return fact.data.effects.map(({ chargeId, effect }) => [chargeId, effect === 'retrial' ? 'pending' : 'decided'])
    case 'adjudication.ChargesEnded': {
      const { chargeIds, ground } = fact.data
      return chargeIds.map((chargeId) => [chargeId, GROUNDS_LEAVING_OPEN.includes(ground) ? 'open' : 'decided'])
    }
    case 'adjudication.NonPunishmentApplied':
      return fact.data.chargeIds.map((chargeId) => [chargeId, 'decided'])
  }
}

/**
 * The persons, those who were checked for forced criminality, what became of each charge that was brought before a court, and
 * the complaints that a court registered. A decision on a charge that nobody had brought says nothing: its indictment may be
 * entered late.
 */
export const charging = (history: CaseHistory, command: DatedCommand & { readonly data: object }): Reading<KnownCharging> => {
  const { known, read, guards = [] } = persons(history, command)
  const facts: readonly CourtFact[] = history.facts(
    'prosecution.IndictmentFiled',
    'adjudication.PrivateComplaintRegistered',
    'adjudication.VerdictDelivered',
    'adjudication.AppealDecided',
    'adjudication.ChargesEnded',
    'adjudication.NonPunishmentApplied',
  )
  const beforeCourt = new Map<string, ChargeBeforeCourt>()
  for (const fact of facts)
    for (const [chargeId, state] of changesBy(fact)) {
      const before = beforeCourt.get(chargeId)
      // What a court decided of a charge stands, also if somebody complains of it again.
      if (fact.type === 'adjudication.PrivateComplaintRegistered' && before === 'decided') continue
      if (BRINGING.includes(fact.type) || before !== undefined) beforeCourt.set(chargeId, state)
    }
  const complaints = history.facts('adjudication.PrivateComplaintRegistered').map(({ data }) => data.complaintId)
  const recorded = history.facts('investigation.ForcedCriminalityChecked').filter(({ data }) => data.result !== 'notDone')
  const checks = factsBefore(command)(recorded)
  const checked = [...new Set(checks.map(({ data }) => data.personRef))]
  return {
    known: {
      ...known,
      beforeCourt: Object.fromEntries(beforeCourt),
      ...(checked.length === 0 ? {} : { checked }),
      ...(complaints.length === 0 ? {} : { complaints }),
    },
    read: [...read, ...storedOf(facts, checks)],
    // Nobody is charged again for what a court decides at the same time.
    guards: [...guards, ...streamsUnchanged(history, ['adjudication', 'courtCase'])],
  }
}
