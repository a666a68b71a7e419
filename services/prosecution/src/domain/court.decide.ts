import type { Decided } from '@case-timeline/decider'
import {
  aDisclosureIsMadeOnce,
  anAppealIsAgainstADecisionOfTheCourt,
  anAppealIsLodgedInTime,
  anAppealIsLodgedOnce,
  disclosureLeavesIdentitySealed,
  foreignConditionsBindLaterUse,
  onlyTracedOrFrozenAssetsAreConfiscated,
} from './court.rules.ts'
import type { LodgeAppeal, MakeDisclosure, SeekConfiscation } from './prosecution.commands.ts'
import type { ProsecutionFact } from './prosecution.ts'

type Decision = Decided<ProsecutionFact>

export const makeDisclosure = ({ data }: MakeDisclosure): Decision => ({
  under: [disclosureLeavesIdentitySealed, foreignConditionsBindLaterUse, aDisclosureIsMadeOnce],
  events: [{ type: 'prosecution.DisclosureMade', data }],
})

export const seekConfiscation = ({ data }: SeekConfiscation): Decision => ({
  under: [onlyTracedOrFrozenAssetsAreConfiscated],
  events: [{ type: 'prosecution.ConfiscationSought', data }],
})

export const lodgeAppeal = ({ data }: LodgeAppeal): Decision => ({
  under: [anAppealIsAgainstADecisionOfTheCourt, anAppealIsLodgedInTime, anAppealIsLodgedOnce],
  events: [{ type: 'prosecution.AppealLodged', data }],
})
