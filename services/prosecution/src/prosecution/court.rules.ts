import { actIsRecordedByOneSector, appealRulesOf, notRecordedElsewhere, thingIsRecordedOnce } from '@case-timeline/casework'
import type { DataCategory } from '@case-timeline/contracts'
import type { Rule } from '@case-timeline/decider'
import type { LodgeAppeal, MakeDisclosure, RecordPleaAgreement, SeekConfiscation } from './prosecution.commands.ts'
import type { Prosecution } from './prosecution.ts'
import { unheardVictims } from './views-of-victims.ts'

const IDENTIFYING_CATEGORIES: readonly DataCategory[] = ['identity', 'contact', 'location', 'family']

const identifyingDataIn = ({ data: { victimData } }: MakeDisclosure): string[] =>
  victimData.filter((category) => IDENTIFYING_CATEGORIES.includes(category))

export const disclosureKeepsIdentityConfidential: Rule<Prosecution, MakeDisclosure> = {
  id: 'prosecution.disclosure-keeps-identity-confidential',
  sentence: 'a disclosure contains no identity, contact, location or family data of a victim, unless a court ordered it',
  source: 'ACTIP 14(6); ICCPR 14(3)(b), 14(3)(e): the defence gets what it needs, without the identity that is withheld',
  level: 'block',
  overridableFor: ['courtOrder'],
  holds: (_, command) => command.data.courtOrderRef !== undefined || identifyingDataIn(command).length === 0,
  facts: (_, command) => identifyingDataIn(command),
}

const unobservedConditions = ({ data: { items, conditionsObserved }, known: { conditionsOf } }: MakeDisclosure): string[] => [
  ...new Set(items.flatMap((id) => conditionsOf[id] ?? []).filter((condition) => !conditionsObserved.includes(condition))),
]

export const foreignConditionsBindLaterUse: Rule<Prosecution, MakeDisclosure> = {
  id: 'prosecution.foreign-conditions-bind-later-use',
  sentence: 'an item that a foreign authority sent under conditions is used according to those conditions',
  source: 'ASEAN MLAT 8: limitations on use of evidence',
  level: 'block',
  holds: (_, command) => unobservedConditions(command).length === 0,
  facts: (_, command) => unobservedConditions(command),
}

export const disclosureIsMadeOnce: Rule<Prosecution, MakeDisclosure> = thingIsRecordedOnce('disclosure', {
  holds: ({ usedIds }, { data: { disclosureId } }) => !usedIds.includes(disclosureId),
  facts: (_, { data: { disclosureId } }) => [disclosureId],
})

const unknownAssets = ({ data: { assetIds }, known: { frozenOrTraced } }: SeekConfiscation): string[] =>
  assetIds.filter((id) => !frozenOrTraced.includes(id))

export const onlyTracedOrFrozenAssetsAreConfiscated: Rule<Prosecution, SeekConfiscation> = {
  id: 'prosecution.only-traced-or-frozen-assets-are-confiscated',
  sentence: 'confiscation is sought only for assets that were traced or are frozen',
  source: 'UNTOC 12',
  level: 'block',
  holds: (_, command) => unknownAssets(command).length === 0,
  facts: (_, command) => unknownAssets(command),
}

export const { appealIsAgainstCourtDecision, appealIsLodgedInTime } = appealRulesOf('prosecution')

export const appealIsRecordedByOneSector: Rule<Prosecution, LodgeAppeal> = actIsRecordedByOneSector('appeal', notRecordedElsewhere)

export const appealIsLodgedOnce: Rule<Prosecution, LodgeAppeal> = thingIsRecordedOnce('appeal', {
  holds: ({ usedIds }, { data: { appealId } }) => !usedIds.includes(appealId),
  facts: (_, { data: { appealId } }) => [appealId],
})

export const pleaAgreementIsRecordedOnce: Rule<Prosecution, RecordPleaAgreement> = thingIsRecordedOnce('pleaAgreement', {
  holds: ({ usedIds }, { data: { agreementId } }) => !usedIds.includes(agreementId),
  facts: (_, { data: { agreementId } }) => [agreementId],
})

/** Who was asked before a charge is withdrawn was heard on the agreement that withdraws it. */
const unheardOnAgreement = (prosecution: Prosecution, { data: { chargeIds, chargesToWithdraw = [] } }: RecordPleaAgreement): string[] => {
  const charged = (ids: readonly string[]) => ids.map((id) => prosecution.charges[id] ?? prosecution.withdrawn[id])
  return [
    ...new Set([
      ...unheardVictims(prosecution, charged(chargeIds), 'pleaAgreement'),
      ...unheardVictims(prosecution, charged(chargesToWithdraw), 'pleaAgreement', 'withdrawal'),
    ]),
  ]
}

export const victimsAreHeardBeforePleaAgreement: Rule<Prosecution, RecordPleaAgreement> = {
  id: 'prosecution.victims-are-heard-before-plea-agreement',
  sentence: 'the victims of the charges to which an agreement about a plea refers are asked for their views before it is reached',
  source:
    'Palermo Protocol 6(2)(b): views of victims presented and considered; UN Declaration of Basic Principles 6(b); CRC 12(2): a child; PH Rules of Court 116(2): with the consent of the offended party',
  level: 'warn',
  holds: (prosecution, command) => unheardOnAgreement(prosecution, command).length === 0,
  facts: unheardOnAgreement,
}

export const pleaIsAgreedWithCounsel: Rule<Prosecution, RecordPleaAgreement> = {
  id: 'prosecution.plea-is-agreed-with-counsel',
  sentence: 'an accused who agrees to plead is assisted by a lawyer, and not compelled to confess guilt',
  source: 'ICCPR 14(3)(d), 14(3)(g): legal assistance, and no compulsion to confess guilt',
  level: 'warn',
  holds: (_, { data: { withCounsel } }) => withCounsel,
  facts: (_, { data: { accusedRef } }) => [accusedRef],
}
