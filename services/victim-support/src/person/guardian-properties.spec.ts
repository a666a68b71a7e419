import { AgreeRepatriation, AppointGuardian, GrantConsent, MakeReferral, RefuseConsent, WithdrawConsent } from '@case-timeline/contracts'
import type { Rule } from '@case-timeline/decider'
import { commandFor, fewIds, ruleIsNeverViolated, NOW, type AcceptedCommand } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import * as majorityRules from './majority.rules.ts'
import type { KnownForGuardian, KnownForReturn, KnownSuspicion } from './person.commands.ts'
import { girl, openSupportCase, recordMajority, unknownId, type PersonCommand } from './person.fixtures.ts'
import * as personRules from './person.rules.ts'
import { personStream } from './person.stream.ts'
import type { PersonEvent } from './person-event.ts'
import * as returnRules from './return.rules.ts'

type TakenPersonCommand = AcceptedCommand<PersonCommand, PersonEvent>

const someIds = fc.subarray([...fewIds], { maxLength: 1 })
const known: fc.Arbitrary<KnownForGuardian & KnownForReturn> = fc.record({
  protectedAsChild: fc.boolean(),
  suspicion: fc.record({
    ownRefs: fc.constant([girl]),
    suspects: someIds,
    accused: someIds,
    complainedOf: fc.constant([]),
    recruitersAndExploiters: someIds,
    suspectedInLinkedCases: someIds,
    linkedCasesIncomplete: fc.integer({ max: 5 }).map((n) => n === 0),
  }),
  testimonyPending: fc.boolean(),
  lastRiskAssessment: fc.record({
    eventId: fc.constantFrom(unknownId, ...fewIds.slice(0, 1)),
    reviewBy: fc.constantFrom('2026-01-01', '2027-01-01'),
  }),
})

const purposes = ['shelter', 'psychosocial'] as const
const recipients = ['ph-shelter-cebu', 'ph-clinic-cebu']
const categories = ['contact', 'risk'] as const
const consentIds = fewIds.slice(0, 2)
const nonEmptySubsetOf = <T>(all: readonly T[]) => fc.subarray([...all], { minLength: 1 })
const expiries = fc.constantFrom('2026-06-30T16:00:00Z', '2027-06-30T16:00:00Z')

const consentCommands = fc.oneof(
  fc
    .tuple(fc.constantFrom(...fewIds, girl), known)
    .map(([guardianRef, knownFacts]) => commandFor(AppointGuardian, { personRef: girl, guardianRef }, knownFacts)),
  fc
    .record({
      consentId: fc.constantFrom(...consentIds),
      grantedBy: fc.constantFrom('self' as const, 'guardian' as const),
      assent: fc.constantFrom('given' as const, 'given' as const, 'refused' as const),
      purposes: nonEmptySubsetOf(purposes),
      recipients: nonEmptySubsetOf(recipients),
      dataCategories: nonEmptySubsetOf(categories),
      expiresAt: expiries,
    })
    .chain((drawn) =>
      known.map((knownFacts) =>
        commandFor(GrantConsent, { ...GrantConsent.example, parties: undefined, ...drawn, personRef: girl }, knownFacts),
      ),
    ),
  fc
    .record({
      consentId: fc.constantFrom(...consentIds),
      scope: fc.oneof(
        fc.constant('all' as const),
        nonEmptySubsetOf(recipients).map((withdrawnRecipients) => ({ recipients: withdrawnRecipients })),
      ),
    })
    .map((drawn) => commandFor(WithdrawConsent, { ...drawn, personRef: girl }, {})),
  fc
    .record({
      referralId: fc.uuid(),
      toOrg: fc.constantFrom(...recipients),
      services: nonEmptySubsetOf(purposes),
      consentId: fc.option(fc.constantFrom(...consentIds), { nil: undefined, freq: 8 }),
      dataCategories: nonEmptySubsetOf(categories),
    })
    .map((drawn) => commandFor(MakeReferral, { ...drawn, personRef: girl }, {})),
  fc
    .constantFrom('self' as const, 'guardian' as const)
    .map((refusedBy) => commandFor(RefuseConsent, { ...RefuseConsent.example, personRef: girl, refusedBy }, {})),
  fc.integer({ max: 9 }).map((n) => (n === 0 ? recordMajority() : openSupportCase())),
) as unknown as fc.Arbitrary<PersonCommand>

const ruleProperty = (rule: Rule<never, never>, commands: fc.Arbitrary<PersonCommand>, isWrong: (taken: TakenPersonCommand) => boolean) =>
  it(rule.sentence, () => ruleIsNeverViolated(rule, personStream, commands, isWrong, { first: [openSupportCase()] }))

const isAdult = ({ before }: TakenPersonCommand): boolean => before.some(({ type }) => type === 'victimSupport.MajorityReached')

type GuardianCommand = Extract<PersonCommand, { readonly name: 'AppointGuardian' | 'GrantConsent' }>

/** Whether a command appoints a guardian, or grants a consent by a guardian. */
const isOfGuardian = (command: PersonCommand): command is GuardianCommand =>
  command.name === 'AppointGuardian' || (command.name === 'GrantConsent' && command.data.grantedBy === 'guardian')

/** The guardian appointed last, or none after the majority. */
const guardianAfter = (before: TakenPersonCommand['before']): string | undefined => {
  const last = before.findLast(({ type }) => type === 'victimSupport.GuardianAppointed' || type === 'victimSupport.MajorityReached')
  return last?.type === 'victimSupport.GuardianAppointed' ? last.data.guardianRef : undefined
}

const isSuspect = (suspicion: KnownSuspicion | undefined, ref: string): boolean =>
  [...(suspicion?.suspects ?? []), ...(suspicion?.accused ?? [])].includes(ref)

const isSuspectElsewhere = (suspicion: KnownSuspicion | undefined, ref: string): boolean =>
  suspicion?.suspectedInLinkedCases.includes(ref) ?? false

const isRecruiter = (suspicion: KnownSuspicion | undefined, ref: string): boolean =>
  suspicion?.recruitersAndExploiters.includes(ref) ?? false

describe('no sequence of commands breaks a rule about guardians:', () => {
  ruleProperty(
    personRules.guardianIsNeitherRecruiterNorExploiter,
    consentCommands,
    ({ command }) => command.name === 'AppointGuardian' && isRecruiter(command.known.suspicion, command.data.guardianRef),
  )
  ruleProperty(
    personRules.guardianIsNeitherSuspectNorAccused,
    consentCommands,
    ({ command }) => command.name === 'AppointGuardian' && isSuspect(command.known.suspicion, command.data.guardianRef),
  )
  ruleProperty(
    personRules.guardianIsNotSuspectedInLinkedCase,
    consentCommands,
    ({ command }) => command.name === 'AppointGuardian' && isSuspectElsewhere(command.known.suspicion, command.data.guardianRef),
  )
  ruleProperty(
    personRules.guardianIsAnotherPerson,
    consentCommands,
    ({ command: { name, data } }) => name === 'AppointGuardian' && data.guardianRef === girl,
  )
  ruleProperty(
    personRules.everyLinkedCaseIsChecked,
    consentCommands,
    ({ command }) => isOfGuardian(command) && command.known.suspicion?.linkedCasesIncomplete === true,
  )
  ruleProperty(
    personRules.guardianRepresentsChild,
    consentCommands,
    (taken) => isOfGuardian(taken.command) && (isAdult(taken) || !taken.command.known.protectedAsChild),
  )
  ruleProperty(personRules.childConsentsThroughGuardian, consentCommands, (taken) => {
    const { before, command } = taken
    if (command.name !== 'GrantConsent') return false
    return command.data.grantedBy === 'self' ? !isAdult(taken) && command.known.protectedAsChild : guardianAfter(before) === undefined
  })
  ruleProperty(personRules.consentingGuardianIsIndependent, consentCommands, ({ before, command }) => {
    const guardian = guardianAfter(before)
    if (command.name !== 'GrantConsent' || command.data.grantedBy === 'self' || guardian === undefined) return false
    return [isSuspect, isSuspectElsewhere, isRecruiter].some((known) => known(command.known.suspicion, guardian))
  })
  ruleProperty(
    personRules.refusedAssentIsRespected,
    consentCommands,
    ({ command: { name, data } }) => name === 'GrantConsent' && data.assent === 'refused',
  )
  ruleProperty(
    majorityRules.guardianDoesNotRefuseForAdult,
    consentCommands,
    (taken) => taken.command.name === 'RefuseConsent' && taken.command.data.refusedBy === 'guardian' && isAdult(taken),
  )
})

/** The last grant of a consent, without the recipients withdrawn since. */
const consentAfter = (before: TakenPersonCommand['before'], consentId: string | undefined) => {
  const granted = before
    .flatMap(({ type, data }) => (type === 'victimSupport.ConsentGranted' && data.consentId === consentId ? [data] : []))
    .at(-1)
  const scopes = before.flatMap(({ type, data }) =>
    type === 'victimSupport.ConsentWithdrawn' && data.consentId === consentId ? [data.scope] : [],
  )
  const withdrawnRecipients = scopes.flatMap((scope) => (scope === 'all' ? recipients : (scope.recipients ?? [])))
  return granted && { ...granted, recipients: granted.recipients.filter((one) => !withdrawnRecipients.includes(one)) }
}

const isSubset = (needed: readonly string[], agreed: readonly string[]): boolean => needed.every((one) => agreed.includes(one))

describe('no sequence of commands makes a referral without a consent that covers it:', () => {
  ruleProperty(personRules.referralNeedsLiveConsent, consentCommands, (taken) => {
    if (taken.command.name !== 'MakeReferral') return false
    const { consentId, toOrg, services, dataCategories } = taken.command.data
    const consent = consentAfter(taken.before, consentId)
    if (!consent || consent.expiresAt <= NOW || (isAdult(taken) && consent.grantedBy === 'guardian')) return true
    return (
      !isSubset([toOrg], consent.recipients) || !isSubset(services, consent.purposes) || !isSubset(dataCategories, consent.dataCategories)
    )
  })
})

describe('no sequence of commands breaks a rule about the return of a person:', () => {
  const returnCommands = fc
    .record({ voluntary: fc.boolean(), wishesToGoNow: fc.boolean(), hasReasons: fc.boolean(), isInBestInterests: fc.boolean(), of: known })
    .map(({ voluntary, wishesToGoNow, hasReasons, isInBestInterests, of }) => {
      const drawn = { ...AgreeRepatriation.example, personRef: girl, safetyAssessmentId: unknownId, voluntary, wishesToGoNow }
      const reasons = { reference: 'ORDER-2026-1', reasonCodes: ['ordered'] }
      const given = { ...(hasReasons ? { order: reasons } : {}), ...(isInBestInterests ? { bestInterestsRef: 'BI-1' } : {}) }
      return commandFor(AgreeRepatriation, { ...drawn, ...given }, of)
    }) as unknown as fc.Arbitrary<PersonCommand>

  const returnProperty = (
    rule: Rule<never, never>,
    isWrong: (command: Extract<PersonCommand, { readonly name: 'AgreeRepatriation' }>) => boolean,
  ) => ruleProperty(rule, returnCommands, ({ command }) => command.name === 'AgreeRepatriation' && isWrong(command))

  returnProperty(
    returnRules.returnRestsOnRecentRiskAssessment,
    ({ known: { lastRiskAssessment } }) => lastRiskAssessment?.eventId !== unknownId || lastRiskAssessment.reviewBy < '2026-11-25',
  )
  returnProperty(returnRules.returnIsVoluntaryOrLawfullyOrdered, ({ data: { voluntary, order } }) => !voluntary && order === undefined)
  returnProperty(
    returnRules.childReturnIsInBestInterests,
    ({ data, known: knownFacts }) => knownFacts.protectedAsChild && data.bestInterestsRef === undefined,
  )
  returnProperty(
    returnRules.returnWaitsForTestimonyAndReflection,
    ({ data, known: knownFacts }) => !data.wishesToGoNow && knownFacts.testimonyPending,
  )
})
