import type { DataCategory } from '@case-timeline/contracts'
import type { Rule } from '@case-timeline/decider'
import type { LodgeAppeal, MakeDisclosure, SeekConfiscation } from './prosecution.commands.ts'
import type { Prosecution } from './prosecution.ts'
import { isWithinWindow } from './windows.ts'

const SEALED: readonly DataCategory[] = ['identity', 'contact', 'location', 'family']

const sealedIn = ({ data: { victimData } }: MakeDisclosure): string[] => victimData.filter((category) => SEALED.includes(category))

export const disclosureLeavesIdentitySealed: Rule<Prosecution, MakeDisclosure> = {
  id: 'prosecution.disclosure-leaves-identity-sealed',
  sentence: 'a disclosure shows nothing of who a victim is or where she lives, unless a court ordered it',
  source: 'ACTIP 14(6) [V]',
  level: 'block',
  overridableFor: ['courtOrder'],
  holds: (_, command) => command.data.courtOrderRef !== undefined || sealedIn(command).length === 0,
  facts: (_, command) => sealedIn(command),
}

const unobserved = ({ data: { items, conditionsObserved }, known: { conditionsOf } }: MakeDisclosure): string[] => [
  ...new Set(items.flatMap((id) => conditionsOf[id] ?? []).filter((condition) => !conditionsObserved.includes(condition))),
]

export const foreignConditionsBindLaterUse: Rule<Prosecution, MakeDisclosure> = {
  id: 'prosecution.foreign-conditions-bind-later-use',
  sentence: 'what came with conditions of a foreign authority is used as they say',
  source: 'ASEAN MLAT 8 [G]: limitation on use',
  level: 'block',
  holds: (_, command) => unobserved(command).length === 0,
  facts: (_, command) => unobserved(command),
}

export const aDisclosureIsMadeOnce: Rule<Prosecution, MakeDisclosure> = {
  id: 'prosecution.a-disclosure-is-made-once',
  sentence: 'a disclosure is made once: another one has an id of its own',
  source: 'integrity of the record',
  level: 'block',
  holds: ({ done }, { data: { disclosureId } }) => !done.includes(disclosureId),
  facts: (_, { data: { disclosureId } }) => [disclosureId],
}

const unknownAssets = ({ data: { assetIds }, known: { frozenOrTraced } }: SeekConfiscation): string[] =>
  assetIds.filter((id) => !frozenOrTraced.includes(id))

export const onlyTracedOrFrozenAssetsAreConfiscated: Rule<Prosecution, SeekConfiscation> = {
  id: 'prosecution.only-traced-or-frozen-assets-are-confiscated',
  sentence: 'confiscation is sought of assets that were traced, or are frozen',
  source: 'UNTOC 12 [G]',
  level: 'block',
  holds: (_, command) => unknownAssets(command).length === 0,
  facts: (_, command) => unknownAssets(command),
}

export const anAppealIsAgainstADecisionOfTheCourt: Rule<Prosecution, LodgeAppeal> = {
  id: 'prosecution.an-appeal-is-against-a-decision-of-the-court',
  sentence: 'an appeal is against a decision of the court that is on record',
  source: 'criminal procedure in general [G]',
  level: 'block',
  holds: (_, { data: { against }, known }) => known.decidedOn[against] !== undefined,
  facts: (_, { data: { against } }) => [against],
}

export const anAppealIsLodgedInTime: Rule<Prosecution, LodgeAppeal> = {
  id: 'prosecution.an-appeal-is-lodged-in-time',
  sentence: 'an appeal is lodged within the days that the law gives for it',
  source: 'ICCPR 14(5) [G]; the days are policy of the jurisdiction',
  level: 'block',
  overridableFor: ['courtOrder'],
  holds: (_, { data: { against }, known, policy, occurredAt, now }) =>
    isWithinWindow(policy, 'appeal', known.decidedOn[against] ?? '', occurredAt ?? now),
  facts: (_, { data: { against } }) => [against],
}

export const anAppealIsLodgedOnce: Rule<Prosecution, LodgeAppeal> = {
  id: 'prosecution.an-appeal-is-lodged-once',
  sentence: 'an appeal is lodged once: another one has an id of its own',
  source: 'integrity of the record',
  level: 'block',
  holds: ({ done }, { data: { appealId } }) => !done.includes(appealId),
  facts: (_, { data: { appealId } }) => [appealId],
}
