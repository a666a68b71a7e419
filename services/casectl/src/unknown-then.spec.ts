import { marksOn, type SentOnRecord } from '@case-timeline/commands/fixtures'
import {
  type CommandType,
  type EventType,
  ArrestSuspect,
  ChargeLaid,
  ConsentGranted,
  ConsentWithdrawn,
  CourtCaseRegistered,
  DeliverVerdict,
  EventCorrected,
  HearingHeld,
  DossierReceived,
  detentionCommandsOf,
  JudgeAssigned,
  JudgeRecused,
  LayCharge,
  MakeReferral,
  ReferralMade,
  SERVICES,
  SupportCaseOpened,
  CaseOpened,
  PresumedVictimIdentified,
  SuspectIdentified,
} from '@case-timeline/contracts'
import { streamName } from '@case-timeline/casework'
import { type GivenEvent, storedCase, storedIdOf } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { AGGREGATES, caseId, commandTypesOf, decidedBody, eventfulCase } from './fuzz.fixtures.ts'

const { OrderDetention } = detentionCommandsOf('investigation')
const mai = '11111111-1111-4111-8111-111111111111'
const trader = '22222222-2222-4222-8222-222222222222'
const judge = '33333333-3333-4333-8333-333333333333'

/** A fact of a day, recorded on that day or later. */
const fact = ({ type }: EventType, data: object, occurredAt: string, recordedOn = occurredAt): GivenEvent => {
  const aggregate = AGGREGATES.find(({ events }) => events.some((event) => event.type === type))
  if (!aggregate) throw new Error(`no aggregate has ${type}`)
  const stream = streamName(aggregate.service, aggregate.name, aggregate.streamId(caseId, data as never))
  return { type, data, stream, occurredAt, recordedAt: `${recordedOn}T10:00:00.000000Z`, visibility: SERVICES }
}

/** The rules that a command of a day breaks, which is recorded today, and what was unknown on that day. */
const marks = (history: readonly GivenEvent[], { name, service }: CommandType, data: object, occurredAt?: string) => {
  const aggregate = AGGREGATES.find((one) => one.service === service && one.commands[name] !== undefined)
  if (!aggregate) throw new Error(`no aggregate takes ${name}`)
  const sent: SentOnRecord = { name, data, occurredAt }
  return marksOn(aggregate, storedCase(caseId, ...history), sent)
}
const recorded = (n: number, day: string) => ({ eventId: storedIdOf(n), recordedAt: `${day}T10:00:00Z` })

describe('an arrest of the past', () => {
  const rule = 'investigation.victim-is-not-arrested-before-non-punishment-is-assessed'
  const opened = [
    fact(CaseOpened, CaseOpened.example, '2026-03-01'),
    fact(SuspectIdentified, { ...SuspectIdentified.example, personRef: mai }, '2026-03-02'),
  ]
  const identified = (occurredAt: string, recordedOn?: string) =>
    fact(
      PresumedVictimIdentified,
      { ...PresumedVictimIdentified.example, personRef: mai, ageBand: 'adult', ageDisputed: false },
      occurredAt,
      recordedOn,
    )
  const arrest = (history: readonly GivenEvent[], occurredAt?: string) =>
    marks(history, ArrestSuspect, { personRef: mai, ground: 'scamOperation', rightsRead: true }, occurredAt)

  it('of somebody who was identified as a victim later says by which event that became known', async () => {
    const history = [...opened, identified('2026-06-01')]
    expect(await arrest(history, '2026-04-01')).toHaveProperty([rule], recorded(2, '2026-06-01'))
  })
  it('of somebody whom police had identified, and recorded only later, says so, too', async () => {
    const history = [...opened, identified('2026-03-05', '2026-06-01')]
    expect(await arrest(history, '2026-04-01')).toHaveProperty([rule], recorded(2, '2026-06-01'))
  })
  it('does not name an event that a service which receives the warning does not receive', async () => {
    const kept = { ...identified('2026-06-01'), visibility: ['investigation', 'auditTrail'] } as const
    expect(await arrest([...opened, kept], '2026-04-01')).toHaveProperty([rule], null)
  })
  it('of somebody whose identification was on record says nothing', async () => {
    expect(await arrest([...opened, identified('2026-03-05')], '2026-04-01')).toHaveProperty([rule], null)
    const again = [...opened, identified('2026-03-05'), identified('2026-06-01')]
    expect(await arrest(again, '2026-04-01')).toHaveProperty([rule], null)
  })
  it('says nothing about what was recorded within its month or year: it may have been known', async () => {
    expect(await arrest([...opened, identified('2026-06-01')], '2026-06')).toHaveProperty([rule], null)
    expect(await arrest([...opened, identified('2026-06-01')], '2026-05')).toHaveProperty([rule], recorded(2, '2026-06-01'))
  })
  it('is not marked if it is of now: what is on record is known', async () =>
    expect(await arrest([...opened, identified('2026-06-01')])).toHaveProperty([rule], null))
  it('of a paper file that is entered late is marked by the identification, and not by the opening without which nothing is judged', async () => {
    const late = (given: GivenEvent): GivenEvent => ({ ...given, recordedAt: '2026-09-01T10:00:00.000000Z' })
    const history = [...opened, identified('2026-03-05')].map(late)
    expect(await arrest(history, '2026-04-01')).toHaveProperty([rule], recorded(2, '2026-09-01'))
  })
  it('is marked in a case of many persons, too', async () => {
    const others = Array.from({ length: 300 }, (_, n) =>
      fact(SuspectIdentified, { ...SuspectIdentified.example, personRef: storedIdOf(10_000 + n) }, '2026-07-01'),
    )
    expect(await arrest([...opened, identified('2026-06-01'), ...others], '2026-04-01')).toHaveProperty([rule], recorded(2, '2026-06-01'))
  })
  it('is decided again fewer times in a larger case, each of which reads it as a whole', async () => {
    const aggregate = AGGREGATES.find(({ service, commands }) => service === 'investigation' && commands['ArrestSuspect'] !== undefined)!
    const others = Array.from({ length: 5_000 }, (_, n) =>
      fact(SuspectIdentified, { ...SuspectIdentified.example, personRef: storedIdOf(10_000 + n) }, '2026-03-04'),
    )
    const again = Array.from({ length: 60 }, () => identified('2026-06-01'))
    const data = { personRef: mai, ground: 'scamOperation', rightsRead: true }
    const decisionsIn = async (...history: GivenEvent[]): Promise<number> => {
      let decisions = 0
      const counted = {
        ...aggregate,
        decide: (...args: Parameters<typeof aggregate.decide>) => ((decisions += 1), aggregate.decide(...args)),
      }
      await marksOn(counted, storedCase(caseId, ...history), { name: ArrestSuspect.name, data, occurredAt: '2026-04-01' })
      return decisions
    }
    const known = [...opened, identified('2026-03-05')]
    expect(await decisionsIn(...known, ...again)).toBe(51)
    expect(await decisionsIn(...known, ...others, ...again)).toBeLessThan(12)
  }, 60_000)
  it('says nothing of rules that need no knowledge', async () => {
    const { [rule]: _, ...others } = await arrest([...opened, identified('2026-06-01')], '2026-04-01')
    expect(Object.values(others).filter((mark) => mark !== null)).toEqual([])
  })
})

describe('a detention of the past', () => {
  const rule = 'case.age-on-record-is-stated-when-held'
  const child = (day: string) =>
    fact(PresumedVictimIdentified, { ...PresumedVictimIdentified.example, personRef: mai, ageBand: 'child', ageDisputed: false }, day)
  const detain = (history: readonly GivenEvent[]) => {
    const { ageBand: _, ...order } = OrderDetention.example
    return marks(history, OrderDetention, { ...order, personRef: mai, from: '2026-04-01', until: '2026-04-02' }, '2026-04-01')
  }
  const opened = fact(CaseOpened, CaseOpened.example, '2026-03-01')

  it('of somebody whom police recorded as a child later says by which event that became known', async () =>
    expect(await detain([opened, child('2026-06-01')])).toHaveProperty([rule], recorded(1, '2026-06-01')))
  it('of somebody whom police had recorded as a child says nothing', async () =>
    expect(await detain([opened, child('2026-03-05')])).toHaveProperty([rule], null))
})

describe('a charge of the past', () => {
  const rule = 'prosecution.charge-needs-act-means-and-purpose'
  const identified = (day: string) =>
    fact(PresumedVictimIdentified, { ...PresumedVictimIdentified.example, personRef: mai, ageBand: 'child', ageDisputed: false }, day)
  const aged = (day: string): GivenEvent => {
    const data = { ...PresumedVictimIdentified.example, personRef: mai, ageBand: 'adult', ageDisputed: false }
    const { stream } = identified(day)
    const corrects = { ...EventCorrected.example, correctsId: storedIdOf(1), schemaVersion: 1, data, occurredAt: '2026-03-05' }
    return { type: EventCorrected.type, data: corrects, stream, recordedAt: `${day}T10:00:00.000000Z` }
  }
  const opened = fact(DossierReceived, DossierReceived.example, '2026-03-01')
  const charge = (history: readonly GivenEvent[]) => {
    const perVictim = [{ personRef: mai, act: ['recruitment'], means: [], purpose: ['ForcedCriminality'] }]
    return marks(history, LayCharge, { ...ChargeLaid.example, accusedRef: trader, perVictim }, '2026-04-01')
  }

  it('without means, of a victim who was held for a child until the age was corrected, names the correction', async () =>
    expect(await charge([opened, identified('2026-03-05'), aged('2026-06-01')])).toEqual(
      expect.objectContaining({ [rule]: recorded(2, '2026-06-01') }),
    ))
  it('says nothing if the age had been corrected', async () =>
    expect(await charge([opened, identified('2026-03-05'), aged('2026-03-10')])).toHaveProperty([rule], null))
  it('against somebody who was identified as a victim later says by which event that became known', async () => {
    const accused = 'prosecution.victim-is-not-charged-before-non-punishment-is-assessed'
    const victim = (day: string) => fact(PresumedVictimIdentified, { ...PresumedVictimIdentified.example, personRef: trader }, day)
    expect(await charge([opened, identified('2026-03-05'), victim('2026-06-01')])).toHaveProperty([accused], recorded(2, '2026-06-01'))
    expect(await charge([opened, identified('2026-03-05'), victim('2026-03-06')])).toHaveProperty([accused], null)
  })
})

describe('a verdict of the past', () => {
  const rule = 'adjudication.verdict-comes-from-assigned-judge'
  const { chargeId } = ChargeLaid.example
  const file = [
    fact(ChargeLaid, { ...ChargeLaid.example, accusedRef: trader }, '2026-02-01'),
    fact(CourtCaseRegistered, { origin: 'migrated' }, '2026-03-01'),
    fact(JudgeAssigned, { judgeRefs: [judge], bench: 'single' }, '2026-03-02'),
    fact(HearingHeld, { ...HearingHeld.example, closed: true }, '2026-03-20'),
  ]
  const recused = (occurredAt: string, recordedOn?: string) =>
    fact(JudgeRecused, { judgeRef: judge, ground: 'kinship' }, occurredAt, recordedOn)
  const decide = (history: readonly GivenEvent[]) =>
    marks(history, DeliverVerdict, { chargeId, accusedRef: trader, verdict: 'guilty', elementsFound: ['act', 'purpose'] }, '2026-04-01')

  it('by a judge whose recusal was recorded later says by which event that became known', async () =>
    expect(await decide([...file, recused('2026-03-25', '2026-06-01')])).toHaveProperty([rule], recorded(4, '2026-06-01')))
  it('by a judge who was recused on record says nothing', async () =>
    expect(await decide([...file, recused('2026-03-25')])).toHaveProperty([rule], null))
  it('by a judge who was recused after it is no breach', async () =>
    expect(await decide([...file, recused('2026-05-25')])).not.toHaveProperty([rule]))
  it('without any judge on record is a breach that no event made known', async () =>
    expect(await decide(file.slice(0, 2))).toHaveProperty([rule], null))
})

describe('a referral of the past', () => {
  const rule = 'victimSupport.referral-needs-live-consent'
  const { consentId } = ConsentGranted.example
  const opened = fact(SupportCaseOpened, { ...SupportCaseOpened.example, personRef: mai, ageBand: 'adult' }, '2026-03-01')
  const granted = (occurredAt: string, recordedOn?: string) => {
    const terms = { grantedBy: 'self', recipients: [ReferralMade.example.toOrg], expiresAt: '2099-01-01T00:00:00Z' }
    return fact(ConsentGranted, { ...ConsentGranted.example, personRef: mai, consentId, ...terms }, occurredAt, recordedOn)
  }
  const withdrawn = (occurredAt: string, recordedOn?: string) =>
    fact(ConsentWithdrawn, { personRef: mai, consentId, scope: 'all' }, occurredAt, recordedOn)
  const refer = (history: readonly GivenEvent[]) =>
    marks(history, MakeReferral, { ...ReferralMade.example, personRef: mai, consentId }, '2026-05-01')

  it('after a withdrawal that was recorded later names the withdrawal', async () => {
    const history = [opened, granted('2026-03-10'), withdrawn('2026-04-10', '2026-06-01')]
    expect(await refer(history)).toEqual({ [rule]: recorded(2, '2026-06-01') })
    const late = [opened, granted('2026-03-10', '2026-06-01'), withdrawn('2026-04-10', '2026-06-01')]
    expect(await refer(late)).toEqual({ [rule]: recorded(2, '2026-06-01') })
  })
  it('after a withdrawal on record says nothing', async () =>
    expect(await refer([opened, granted('2026-03-10'), withdrawn('2026-04-10')])).toEqual({ [rule]: null }))
})

/** Days on which the facts of a case were recorded, and on which an act was done. */
const days = ['2026-03-01', '2026-04-01', '2026-05-01', '2026-06-01'] as const
const eventful = eventfulCase(AGGREGATES)

describe.each(
  AGGREGATES.filter(({ service }) => service !== 'auditTrail').map(
    (aggregate) => [`${aggregate.service}.${aggregate.name}`, aggregate] as const,
  ),
)('what was unknown when an act was done: %s', (_, aggregate) => {
  const sent = fc
    .constantFrom(...commandTypesOf(aggregate))
    .chain((type) => fc.record({ name: fc.constant(type.name), body: decidedBody(type), occurredAt: fc.constantFrom(...days) }))
  const recordings = fc.array(fc.nat({ max: days.length - 1 }), { minLength: 8, maxLength: 8 })

  it('is named by an event that was recorded only after it, and without which what is recorded breaks no such rule', async () => {
    await fc.assert(
      fc.asyncProperty(sent, recordings, fc.integer({ min: 1, max: 97 }), async ({ name, body: { data }, occurredAt }, onDay, part) => {
        // In recording order: what is later in the case is not recorded earlier.
        const some = eventful.filter((__, n) => n % 97 < part)
        const recordedOn = (n: number) => days[onDay.toSorted()[Math.floor((n * 8) / some.length)] ?? 0]
        const history = storedCase(
          caseId,
          ...some.map(({ id, stream, type, data, occurredAt }, n) => ({
            ...{ id, stream, type, data, recordedAt: `${recordedOn(n)}T10:00:00.000000Z` },
            ...(occurredAt === undefined ? {} : { occurredAt }),
          })),
        )
        const found = await marksOn(aggregate, history, { name, data, occurredAt })
        const named = new Set(Object.values(found).flatMap((mark) => mark?.eventId ?? []))
        const known = history.filter(({ id }) => named.has(id)).map(({ recordedAt }) => recordedAt.slice(0, 10))
        expect(known.filter((day) => day <= occurredAt)).toEqual([])
      }),
      { numRuns: 15 },
    )
  })
})
