import {
  AgreeRepatriation,
  InformOfRights,
  NotifyPartyOfIdentification,
  RecordNotificationObjection,
  RecordProtectionClaim,
  RefuseConsent,
  WithdrawNotificationObjection,
} from '@case-timeline/contracts'
import {
  anyCommandOf,
  commandFor,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  fewIds,
  historyMadeBy,
  reportsOnlyRaiseWarnings,
  ruleIdsMatchConstants,
} from '@case-timeline/decider/fixtures'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { personStream } from './person.stream.ts'
import * as careRules from './care.rules.ts'
import * as majorityRules from './majority.rules.ts'
import * as noticeRules from './notice.rules.ts'
import {
  adult,
  advocate,
  appointGuardian,
  assessRisk,
  child,
  childWith,
  recordMajority,
  girl,
  grantConsent,
  openSupportCase,
  type ProtectionClaim,
  makeReferral,
  type PersonCommand,
  unknownId,
  withdrawConsent,
} from './person.fixtures.ts'
import * as personRules from './person.rules.ts'
import type { KnownForReturn } from './person.commands.ts'
import * as returnRules from './return.rules.ts'
import * as rightsRules from './rights.rules.ts'

describe('any command about a support case', () => {
  const otherReadings = { testimonyPending: false, screeningLanguages: [], incidents: [] }
  const known = fc.constantFrom<PersonCommand['known']>(
    { ...adult, ...otherReadings },
    { ...child, ...otherReadings },
    { ...childWith({ suspects: fewIds.slice(0, 1) }), ...otherReadings },
    { ...adult, ...otherReadings, testimonyPending: true },
  )
  const commands = anyCommandOf<PersonCommand>(
    Object.values(personStream.commands).map(({ type }) => type),
    known,
  )
  const first = [openSupportCase()]

  it('records nothing new when it is decided twice', () => decidingTwiceChangesNothing(personStream, commands, { first }))
  it('never leads to a history on which evolve throws', () => evolveNeverThrows(personStream, commands, { first }))
  it('is refused only by integrity rules when it reports what happened', () =>
    reportsOnlyRaiseWarnings(personStream, personStream.events, commands, { first }))
  it('is checked by rules whose ids match their constants', () =>
    ruleIdsMatchConstants('victimSupport', {
      ...personRules,
      ...majorityRules,
      ...noticeRules,
      ...careRules,
      ...returnRules,
      ...rightsRules,
    }))

  it('no sequence of commands notifies a country while the person objects, or before the person is informed of the right to object', () => {
    const party = fc.constantFrom('MM', 'TH')
    const informed = { ...InformOfRights.example, personRef: girl, topics: ['notificationObjection' as const] }
    const submitted = fc.oneof(
      party.map((to): PersonCommand => commandFor(RecordNotificationObjection, { personRef: girl, party: to }, {})),
      party.map((to): PersonCommand => commandFor(WithdrawNotificationObjection, { personRef: girl, party: to }, {})),
      party.map((to): PersonCommand => {
        const notice = { personRef: girl, party: to, at: '2026-11-25', reference: 'R-1' }
        return commandFor(NotifyPartyOfIdentification, notice, adult)
      }),
      fc.constantFrom<PersonCommand>(
        commandFor(InformOfRights, informed, { screeningLanguages: [] }),
        commandFor(RefuseConsent, { ...RefuseConsent.example, personRef: girl }, {}),
        assessRisk(),
        grantConsent({ purposes: ['notificationAbroad'], parties: ['MM', 'TH'], dataCategories: ['identity'] }),
        withdrawConsent(),
        openSupportCase(),
      ),
    )
    fc.assert(
      fc.property(fc.array(submitted, { maxLength: 25 }), (commands) => {
        const history = historyMadeBy(personStream, [openSupportCase(), ...commands])
        const objections = new Set<string>()
        let isInformed = false
        for (const { type, data } of history) {
          if (type === 'victimSupport.RightsInformed') isInformed = true
          if (type === 'victimSupport.NotificationObjectionRecorded') objections.add(data.party)
          if (type === 'victimSupport.NotificationObjectionWithdrawn') objections.delete(data.party)
          if (type === 'victimSupport.IdentificationNotifiedToParty')
            expect([isInformed, objections.has(data.party)]).toEqual([true, false])
        }
      }),
    )
  })

  it('no sequence of commands makes a referral under a withdrawn consent', () =>
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom<PersonCommand>(grantConsent(), withdrawConsent(), makeReferral(), openSupportCase()), { maxLength: 20 }),
        (commands) => {
          const types = historyMadeBy(personStream, [openSupportCase(), ...commands]).map(({ type }) => type)
          const withdrawn = types.indexOf('victimSupport.ConsentWithdrawn')
          expect(withdrawn >= 0 && types.lastIndexOf('victimSupport.ReferralMade') > withdrawn).toBe(false)
        },
      ),
    ))

  it('no sequence of commands makes a referral under a guardian’s consent after the majority, or under the person’s own consent before it', () => {
    const [ownConsentId, guardianConsentId] = [fewIds[0] as string, fewIds[1] as string]
    const referrals = fewIds.flatMap((id) =>
      [ownConsentId, guardianConsentId].map((consentId) => makeReferral({ referralId: id, consentId })),
    )
    const submitted = fc.oneof(
      fc.constantFrom<PersonCommand>(...referrals),
      fc.constantFrom<PersonCommand>(
        grantConsent({ consentId: guardianConsentId, grantedBy: 'guardian' }, child),
        grantConsent({ consentId: ownConsentId }, child),
      ),
      fc.constantFrom<PersonCommand>(recordMajority(), openSupportCase()),
    )
    fc.assert(
      fc.property(fc.array(submitted, { maxLength: 25 }), (commands) => {
        let answeredBy = guardianConsentId
        for (const { type, data } of historyMadeBy(personStream, [openSupportCase(), appointGuardian(advocate), ...commands])) {
          if (type === 'victimSupport.MajorityReached') answeredBy = ownConsentId
          if (type === 'victimSupport.ConsentGranted') expect(data.consentId).toBe(answeredBy)
          if (type === 'victimSupport.ReferralMade') expect(data.consentId).toBe(answeredBy)
        }
      }),
    )
  })

  it('no sequence of commands returns a person while a claim is pending, or to feared persecution or refoulement', () => {
    const fears = fc.subarray<ProtectionClaim['fears'][number]>(['persecution', 'refoulement', 'stateInvolvement'])
    const claims = fc
      .record({ state: fc.constantFrom<ProtectionClaim['state']>('notLodged', 'pending', 'decided'), fears })
      .map((claim) => commandFor(RecordProtectionClaim, { personRef: girl, ...claim }, {}) as PersonCommand)
    const recentlyAssessed: KnownForReturn = {
      protectedAsChild: false,
      testimonyPending: false,
      lastRiskAssessment: { eventId: unknownId, reviewBy: '2027-01-01' },
    }
    const repatriation = { ...AgreeRepatriation.example, personRef: girl, safetyAssessmentId: unknownId }
    const submitted = fc.oneof(claims, fc.constant<PersonCommand>(commandFor(AgreeRepatriation, repatriation, recentlyAssessed)))
    fc.assert(
      fc.property(fc.array(submitted, { maxLength: 15 }), (commands) => {
        let claim: ProtectionClaim | undefined
        for (const { type, data } of historyMadeBy(personStream, [openSupportCase(), ...commands])) {
          if (type === 'victimSupport.ProtectionClaimRecorded') claim = data
          if (type === 'victimSupport.RepatriationAgreed')
            expect([claim?.state === 'pending', claim?.fears.some((fear) => fear !== 'stateInvolvement') ?? false]).toEqual([false, false])
        }
      }),
    )
  })
})
