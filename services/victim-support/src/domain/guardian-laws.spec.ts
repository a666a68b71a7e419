import {
  AgreeRepatriation,
  AppointGuardian,
  GrantConsent,
  MakeReferral,
  RecordMajority,
  RefuseConsent,
  WithdrawConsent,
} from '@case-timeline/contracts'
import type { Rule } from '@case-timeline/decider'
import { commanded, fewIds, nothingIsRecordedAgainst, NOW, type Taken } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import * as majorityRules from './majority.rules.ts'
import { person } from './person.decide.ts'
import { adult, girl, open, unknownId } from './person.fixtures.ts'
import * as personRules from './person.rules.ts'
import type { KnownToSupport, PersonCommand, PersonEvent } from './person.ts'
import * as returnRules from './return.rules.ts'

type TakenHere = Taken<PersonCommand, PersonEvent>

const some = fc.subarray([...fewIds], { maxLength: 1 })
const known: fc.Arbitrary<KnownToSupport> = fc.record({
  protectedAsAChild: fc.boolean(),
  suspects: some,
  accused: some,
  recruitersAndExploiters: some,
  moreLinked: fc.integer({ max: 5 }).map((n) => n === 0),
  testimonyPending: fc.boolean(),
  lastRisk: fc.record({
    eventId: fc.constantFrom(unknownId, ...fewIds.slice(0, 1)),
    reviewBy: fc.constantFrom('2026-01-01', '2027-01-01'),
  }),
})

const purposes = ['shelter', 'psychosocial'] as const
const recipients = ['ph-shelter-cebu', 'ph-clinic-cebu']
const categories = ['contact', 'risk'] as const
const consentIds = fewIds.slice(0, 2)
const partsOf = <T>(all: readonly T[]) => fc.subarray([...all], { minLength: 1 })
const expiries = fc.constantFrom('2026-06-30T16:00:00Z', '2027-06-30T16:00:00Z')

const consenting = fc.oneof(
  fc
    .tuple(fc.constantFrom(...fewIds, girl), known)
    .map(([guardianRef, of]) => commanded(AppointGuardian, { personRef: girl, guardianRef }, of)),
  fc
    .record({
      consentId: fc.constantFrom(...consentIds),
      grantedBy: fc.constantFrom('self' as const, 'guardian' as const),
      assent: fc.constantFrom('given' as const, 'given' as const, 'refused' as const),
      purposes: partsOf(purposes),
      recipients: partsOf(recipients),
      dataCategories: partsOf(categories),
      expiresAt: expiries,
    })
    .chain((said) =>
      known.map((of) => commanded(GrantConsent, { ...GrantConsent.example, parties: undefined, ...said, personRef: girl }, of)),
    ),
  fc
    .record({
      consentId: fc.constantFrom(...consentIds),
      scope: fc.oneof(
        fc.constant('all' as const),
        partsOf(recipients).map((gone) => ({ recipients: gone })),
      ),
    })
    .map((said) => commanded(WithdrawConsent, { ...said, personRef: girl }, adult)),
  fc
    .record({
      referralId: fc.uuid(),
      toOrg: fc.constantFrom(...recipients),
      services: partsOf(purposes),
      consentId: fc.option(fc.constantFrom(...consentIds), { nil: undefined, freq: 8 }),
      dataCategories: partsOf(categories),
    })
    .map((said) => commanded(MakeReferral, { ...said, personRef: girl }, adult)),
  fc
    .constantFrom('self' as const, 'guardian' as const)
    .map((refusedBy) => commanded(RefuseConsent, { ...RefuseConsent.example, personRef: girl, refusedBy }, adult)),
  fc.integer({ max: 9 }).map((n) => (n === 0 ? commanded(RecordMajority, { personRef: girl }, adult) : open())),
) as unknown as fc.Arbitrary<PersonCommand>

const law = (rule: Rule<never, never>, commands: fc.Arbitrary<PersonCommand>, isWrong: (taken: TakenHere) => boolean) =>
  it(rule.sentence, () => nothingIsRecordedAgainst(rule, person, commands, isWrong, { first: [open()] }))

const isOfAge = ({ before }: TakenHere): boolean => before.some(({ type }) => type === 'victimSupport.MajorityReached')
const isAChild = (taken: TakenHere): boolean => !isOfAge(taken) && taken.command.known.protectedAsAChild

/** Who was appointed last, until she came of age. */
const guardianIn = (before: TakenHere['before']): string | undefined => {
  const last = before.findLast(({ type }) => type === 'victimSupport.GuardianAppointed' || type === 'victimSupport.MajorityReached')
  return last?.type === 'victimSupport.GuardianAppointed' ? last.data.guardianRef : undefined
}

const isSuspect = ({ suspects, accused }: KnownToSupport, ref: string | undefined): boolean =>
  ref !== undefined && [...suspects, ...accused].includes(ref)

describe('no sequence of commands gives her a guardian, or lets one answer for her, against the record', () => {
  law(
    personRules.guardianIsNeitherRecruiterNorExploiter,
    consenting,
    ({ command: { name, data, known: of } }) => name === 'AppointGuardian' && of.recruitersAndExploiters.includes(data.guardianRef),
  )
  law(
    personRules.guardianIsNeitherSuspectNorAccused,
    consenting,
    ({ command: { name, data, known: of } }) => name === 'AppointGuardian' && isSuspect(of, data.guardianRef),
  )
  law(
    personRules.guardianIsSomebodyElse,
    consenting,
    ({ command: { name, data } }) => name === 'AppointGuardian' && data.guardianRef === girl,
  )
  law(
    personRules.everyLinkedCaseIsLookedInto,
    consenting,
    ({ command: { name, data, known: of } }) =>
      (name === 'AppointGuardian' || (name === 'GrantConsent' && data.grantedBy === 'guardian')) && of.moreLinked === true,
  )
  law(personRules.guardianAnswersForAChild, consenting, (taken) => {
    const { name, data } = taken.command
    return (name === 'AppointGuardian' || (name === 'GrantConsent' && data.grantedBy === 'guardian')) && !isAChild(taken)
  })
  law(personRules.childConsentsThroughHerGuardian, consenting, (taken) => {
    const { before, command } = taken
    if (command.name !== 'GrantConsent') return false
    return command.data.grantedBy === 'self' ? isAChild(taken) : guardianIn(before) === undefined
  })
  law(personRules.consentingGuardianIsIndependent, consenting, ({ before, command: { name, data, known: of } }) => {
    const guardian = guardianIn(before)
    if (name !== 'GrantConsent' || data.grantedBy === 'self' || guardian === undefined) return false
    return isSuspect(of, guardian) || of.recruitersAndExploiters.includes(guardian)
  })
  law(
    personRules.refusedAssentIsRespected,
    consenting,
    ({ command: { name, data } }) => name === 'GrantConsent' && data.assent === 'refused',
  )
  law(majorityRules.nobodyAnswersForOneWhoIsOfAge, consenting, (taken) => {
    const { name, data } = taken.command
    const isByGuardian =
      (name === 'GrantConsent' && data.grantedBy === 'guardian') || (name === 'RefuseConsent' && data.refusedBy === 'guardian')
    return isByGuardian && isOfAge(taken)
  })
})

/** The last grant of a consent, and which recipients were withdrawn from it since. */
const consentIn = (before: TakenHere['before'], consentId: string | undefined) => {
  const granted = before
    .flatMap(({ type, data }) => (type === 'victimSupport.ConsentGranted' && data.consentId === consentId ? [data] : []))
    .at(-1)
  const scopes = before.flatMap(({ type, data }) =>
    type === 'victimSupport.ConsentWithdrawn' && data.consentId === consentId ? [data.scope] : [],
  )
  const gone = scopes.flatMap((scope) => (scope === 'all' ? recipients : (scope.recipients ?? [])))
  return granted && { ...granted, recipients: granted.recipients.filter((one) => !gone.includes(one)) }
}

const isWithin = (asked: readonly string[], agreed: readonly string[]): boolean => asked.every((one) => agreed.includes(one))

describe('no sequence of commands shares what she does not agree to', () => {
  law(personRules.referralNeedsLiveConsent, consenting, (taken) => {
    if (taken.command.name !== 'MakeReferral') return false
    const { consentId, toOrg, services, dataCategories } = taken.command.data
    const consent = consentIn(taken.before, consentId)
    if (!consent || consent.expiresAt <= NOW || (isOfAge(taken) && consent.grantedBy === 'guardian')) return true
    return (
      !isWithin([toOrg], consent.recipients) || !isWithin(services, consent.purposes) || !isWithin(dataCategories, consent.dataCategories)
    )
  })
})

describe('no sequence of commands sends her back against her safety', () => {
  const returning = fc
    .record({ voluntary: fc.boolean(), wishesToGoNow: fc.boolean(), hasReasons: fc.boolean(), isInHerInterest: fc.boolean(), of: known })
    .map(({ voluntary, wishesToGoNow, hasReasons, isInHerInterest, of }) => {
      const said = { ...AgreeRepatriation.example, personRef: girl, safetyAssessmentId: unknownId, voluntary, wishesToGoNow }
      const reasons = { reference: 'ORDER-2026-1', reasonCodes: ['ordered'] }
      const given = { ...(hasReasons ? { order: reasons } : {}), ...(isInHerInterest ? { bestInterestsRef: 'BI-1' } : {}) }
      return commanded(AgreeRepatriation, { ...said, ...given }, of)
    }) as unknown as fc.Arbitrary<PersonCommand>

  const lawOfReturn = (
    rule: Rule<never, never>,
    isWrong: (command: Extract<PersonCommand, { readonly name: 'AgreeRepatriation' }>) => boolean,
  ) => law(rule, returning, ({ command }) => command.name === 'AgreeRepatriation' && isWrong(command))

  lawOfReturn(
    returnRules.returnRestsOnARecentRiskAssessment,
    ({ known: { lastRisk } }) => lastRisk?.eventId !== unknownId || lastRisk.reviewBy < '2026-11-25',
  )
  lawOfReturn(returnRules.returnIsVoluntaryOrLawfullyOrdered, ({ data: { voluntary, order } }) => !voluntary && order === undefined)
  lawOfReturn(
    returnRules.childReturnsInHerBestInterests,
    ({ data, known: of }) => of.protectedAsAChild && data.bestInterestsRef === undefined,
  )
  lawOfReturn(
    returnRules.returnWaitsForTestimonyAndReflection,
    ({ data, known: of }) => !data.wishesToGoNow && of.testimonyPending === true,
  )
})
