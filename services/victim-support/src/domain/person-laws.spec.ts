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
  anyOf,
  commanded,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  fewIds,
  lived,
  reportsAreOnlyWarnedAbout,
  rulesHaveOneName,
} from '@case-timeline/decider/fixtures'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { personStream } from '../person.stream.ts'
import * as careRules from './care.rules.ts'
import * as majorityRules from './majority.rules.ts'
import * as noticeRules from './notice.rules.ts'
import { person } from './person.decide.ts'
import { adult, advocate, appoint, assess, child, comeOfAge, girl, grant, open, refer, unknownId, withdraw } from './person.fixtures.ts'
import * as personRules from './person.rules.ts'
import type { Claim, KnownToSupport, PersonCommand } from './person.ts'
import * as returnRules from './return.rules.ts'
import * as rightsRules from './rights.rules.ts'

describe('whatever is asked of her support case', () => {
  const known = fc.constantFrom<KnownToSupport>(
    adult,
    child,
    { ...child, suspects: fewIds.slice(0, 1) },
    { ...adult, testimonyPending: true },
  )
  const commands = anyOf<PersonCommand>(personStream.commands, known)
  const first = [open()]

  it('deciding twice changes nothing', () => decidingTwiceChangesNothing(person, commands, { first }))
  it('evolve never throws on a history that the decider can make', () => evolveNeverThrows(person, commands, { first }))
  it('reports are only warned about', () => reportsAreOnlyWarnedAbout(person, personStream.events, commands, { first }))
  it('each rule has one name', () =>
    rulesHaveOneName('victimSupport', { ...personRules, ...majorityRules, ...noticeRules, ...careRules, ...returnRules, ...rightsRules }))

  it('no sequence of commands tells a country of her while she objects, or before she was told that she may', () => {
    const party = fc.constantFrom('MM', 'TH')
    const oneOf = <T extends (typeof personStream.commands)[number]>(type: T, data: fc.Arbitrary<T['example']>) =>
      data.map((drawn) => commanded(type, drawn, adult) as PersonCommand)
    const asked = fc.oneof(
      oneOf(
        RecordNotificationObjection,
        party.map((to) => ({ personRef: girl, party: to })),
      ),
      oneOf(
        WithdrawNotificationObjection,
        party.map((to) => ({ personRef: girl, party: to })),
      ),
      oneOf(InformOfRights, fc.constant({ ...InformOfRights.example, personRef: girl, topics: ['notificationObjection'] })),
      oneOf(
        NotifyPartyOfIdentification,
        party.map((to) => ({ personRef: girl, party: to, at: '2026-11-25', reference: 'R-1' })),
      ),
      oneOf(RefuseConsent, fc.constant({ ...RefuseConsent.example, personRef: girl })),
      fc.constantFrom<PersonCommand>(
        assess(),
        grant({ purposes: ['notificationAbroad'], parties: ['MM', 'TH'], dataCategories: ['identity'] }),
        withdraw(),
        open(),
      ),
    )
    fc.assert(
      fc.property(fc.array(asked, { maxLength: 25 }), (commands) => {
        const history = lived(person, [open(), ...commands])
        const objects = new Set<string>()
        let told = false
        for (const { type, data } of history) {
          if (type === 'victimSupport.RightsInformed') told = true
          if (type === 'victimSupport.NotificationObjectionRecorded') objects.add(data.party)
          if (type === 'victimSupport.NotificationObjectionWithdrawn') objects.delete(data.party)
          if (type === 'victimSupport.IdentificationNotifiedToParty') expect([told, objects.has(data.party)]).toEqual([true, false])
        }
      }),
    )
  })

  it('no sequence of commands shares under a consent that was withdrawn', () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom<PersonCommand>(grant(), withdraw(), refer(), open()), { maxLength: 20 }), (commands) => {
        const types = lived(person, [open(), ...commands]).map(({ type }) => type)
        const withdrawn = types.indexOf('victimSupport.ConsentWithdrawn')
        expect(withdrawn >= 0 && types.lastIndexOf('victimSupport.ReferralMade') > withdrawn).toBe(false)
      }),
    ))

  it('no sequence of commands shares under what her guardian agreed to once she has come of age, or under what she agreed to before', () => {
    const [hers, guardians] = [fewIds[0] as string, fewIds[1] as string]
    const referrals = fewIds.flatMap((id) => [hers, guardians].map((consentId) => refer({ referralId: id, consentId })))
    const asked = fc.oneof(
      fc.constantFrom<PersonCommand>(...referrals),
      fc.constantFrom<PersonCommand>(grant({ consentId: guardians, grantedBy: 'guardian' }, child), grant({ consentId: hers }, child)),
      fc.constantFrom<PersonCommand>(comeOfAge(), open()),
    )
    fc.assert(
      fc.property(fc.array(asked, { maxLength: 25 }), (commands) => {
        let answeredBy = guardians
        for (const { type, data } of lived(person, [open(), appoint(advocate), ...commands])) {
          if (type === 'victimSupport.MajorityReached') answeredBy = hers
          if (type === 'victimSupport.ConsentGranted') expect(data.consentId).toBe(answeredBy)
          if (type === 'victimSupport.ReferralMade') expect(data.consentId).toBe(answeredBy)
        }
      }),
    )
  })

  it('no sequence of commands returns her while her claim is pending, or to what she fears', () => {
    const fears = fc.subarray<Claim['fears'][number]>(['persecution', 'refoulement', 'stateInvolvement'])
    const claims = fc
      .record({ state: fc.constantFrom<Claim['state']>('notLodged', 'pending', 'decided'), fears })
      .map((claim) => commanded(RecordProtectionClaim, { personRef: girl, ...claim }, adult) as PersonCommand)
    const safe: KnownToSupport = { ...adult, lastRisk: { eventId: unknownId, reviewBy: '2027-01-01' } }
    const agree = { ...AgreeRepatriation.example, personRef: girl, safetyAssessmentId: unknownId }
    const asked = fc.oneof(claims, fc.constant<PersonCommand>(commanded(AgreeRepatriation, agree, safe)))
    fc.assert(
      fc.property(fc.array(asked, { maxLength: 15 }), (commands) => {
        let claim: Claim | undefined
        for (const { type, data } of lived(person, [open(), ...commands])) {
          if (type === 'victimSupport.ProtectionClaimRecorded') claim = data
          if (type === 'victimSupport.RepatriationAgreed')
            expect([claim?.state === 'pending', claim?.fears.some((fear) => fear !== 'stateInvolvement') ?? false]).toEqual([false, false])
        }
      }),
    )
  })
})
