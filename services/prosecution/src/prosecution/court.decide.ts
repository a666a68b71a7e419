import type { Decided } from '@case-timeline/decider'
import {
  disclosureIsMadeOnce,
  appealIsAgainstCourtDecision,
  appealIsLodgedInTime,
  appealIsLodgedOnce,
  appealIsRecordedByOneSector,
  disclosureKeepsIdentityConfidential,
  foreignConditionsBindLaterUse,
  onlyTracedOrFrozenAssetsAreConfiscated,
  pleaAgreementIsRecordedOnce,
  pleaIsAgreedWithCounsel,
  victimsAreHeardBeforePleaAgreement,
} from './court.rules.ts'
import type { LodgeAppeal, MakeDisclosure, RecordPleaAgreement, SeekConfiscation } from './prosecution.commands.ts'
import type { Prosecution, ProsecutionEvent } from './prosecution.ts'

type Decision = Decided<ProsecutionEvent>

export const makeDisclosure = (_: Prosecution, { data }: MakeDisclosure): Decision => ({
  under: [disclosureKeepsIdentityConfidential, foreignConditionsBindLaterUse, disclosureIsMadeOnce],
  events: [{ type: 'prosecution.DisclosureMade', data }],
})

export const seekConfiscation = (_: Prosecution, { data }: SeekConfiscation): Decision => ({
  under: [onlyTracedOrFrozenAssetsAreConfiscated],
  events: [{ type: 'prosecution.ConfiscationSought', data }],
})

export const lodgeAppeal = (_: Prosecution, { data }: LodgeAppeal): Decision => ({
  under: [appealIsAgainstCourtDecision, appealIsLodgedInTime, appealIsRecordedByOneSector, appealIsLodgedOnce],
  events: [{ type: 'prosecution.AppealLodged', data }],
})

export const recordPleaAgreement = (_: Prosecution, { data }: RecordPleaAgreement): Decision => ({
  under: [pleaAgreementIsRecordedOnce, victimsAreHeardBeforePleaAgreement, pleaIsAgreedWithCounsel],
  events: [{ type: 'prosecution.PleaAgreementReached', data }],
})
