import { comparePositions, Envelope, CaseEventRecord, upcast } from '@case-timeline/contracts'
import { expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { canonical } from '../canonical.ts'
import type { CasePart, EventStore, StoredEvent } from '../event-store.ts'
import { CHAIN_START, chainHash, dataHash, eventHash } from '../hashing.ts'
import { hashEvents } from '../hashed-event.ts'
import { aStream, command, note, NoteTaken, NoteTakenFirst, secret, type Harness } from './harness.fixtures.ts'

export const readingContract = (harness: () => Harness, store: () => EventStore): void => {
  it('returns the hashed texts unchanged to the byte, and a record that fits its schema', async () => {
    const one = command({ facts: [note('“Ä\u{1f984}\\u0041 €” \n end')] })
    await store().append(one)
    const [event] = await store().readStream(one.stream)
    expect(event?.envelopeText).toBe(one.events[0]?.envelopeText)
    expect(event?.dataText).toBe(one.events[0]?.dataText)
    expect(canonical(event?.envelope)).toBe(event?.envelopeText)
    expect(Envelope.parse(event?.envelope)).toEqual(event?.envelope)
    expect(CaseEventRecord.parse(event?.toRecord())).toEqual(event?.toRecord())
    expect(event?.visibility).toEqual(['investigation', 'prosecution', 'auditTrail'])
    expect(event?.filedVisibility).toEqual(event?.visibility)
    expect(event?.envelope.visibility).toEqual(event?.visibility)
  })

  it('chains the events of a stream, so that every reader can recompute the chain', async () => {
    const stream = aStream()
    for (const facts of [[note('a')], [note('b'), note('c'), note('d')], [note('e')]]) await store().append(command({ stream, facts }))
    let link = CHAIN_START
    for (const event of await store().readStream(stream)) {
      const { salt = '', envelopeText, dataText } = event
      expect(dataHash(Buffer.from(salt, 'hex'), dataText).toString('hex')).toBe(event.envelope.dataHash)
      expect(eventHash(envelopeText).toString('hex')).toBe(event.eventHash)
      link = chainHash(link, event.revision, eventHash(envelopeText))
      expect(event.chainHash).toBe(link.toString('hex'))
    }
  })

  it('reads several streams at the same time, each completely and after its own revision', async () => {
    const streams = [aStream(), aStream(), aStream()] as const
    const [long, short] = streams
    await store().append(command({ stream: long, facts: Array.from({ length: 450 }, (_, index) => note(`${index}`)) }))
    await store().append(command({ stream: short, facts: [note('a'), note('b')] }))
    const read = await Promise.all([
      ...streams.map((stream) => store().readStream(stream)),
      store().readStream(short, 0),
      store().readStream(long, 447),
    ])
    const [all, both, none, later, end] = read.map((events) => events.map(({ data }) => (data as NoteTaken['data']).text))
    expect(all).toEqual(Array.from({ length: 450 }, (_, index) => `${index}`))
    expect(both).toEqual(['a', 'b'])
    expect(none).toEqual([])
    expect(later).toEqual(['b'])
    expect(end).toEqual(['448', '449'])
  })

  it('reads a case across streams and services in recording order, after a position and up to one', async () => {
    const caseId = randomUUID()
    const prosecution = harness().open('prosecution')
    await store().append(command({ caseId, text: 'first' }))
    await prosecution.append(command({ caseId, service: 'prosecution', text: 'hidden', facts: [secret('hidden')] }))
    const third = await store().append(command({ caseId, facts: [note('third'), note('fourth')] }))
    expect((await store().readCase(caseId)).map((event) => event.data)).toEqual([{ text: 'first' }, { text: 'third' }, { text: 'fourth' }])
    expect(await prosecution.readCase(caseId)).toHaveLength(4)
    const upTo = third.outcome === 'appended' ? third.firstPosition : ''
    expect((await store().readCase(caseId, { upTo })).at(-1)?.data).toEqual({ text: 'third' })
    const [first] = await store().readCase(caseId)
    expect((await store().readCase(caseId, { after: first?.position, upTo })).map((event) => event.data)).toEqual([{ text: 'third' }])
    expect(await store().readCase(caseId, { after: await store().lastPosition() })).toEqual([])
    const textsOf = async (part: CasePart) => (await store().readCase(caseId, part)).map(({ data }) => (data as NoteTaken['data']).text)
    expect(await textsOf({ limit: 2 })).toEqual(['first', 'third'])
    expect(await textsOf({ after: first?.position, limit: 1 })).toEqual(['third'])
    expect(await textsOf({ after: first?.position, limit: 9 })).toEqual(['third', 'fourth'])
    await prosecution.close()
  })

  it('reads several cases at the same time, each completely, after its own position and as visible to the caller', async () => {
    const [long, short, none] = [randomUUID(), randomUUID(), randomUUID()]
    await store().append(command({ caseId: long, facts: Array.from({ length: 450 }, (_, index) => note(`${index}`)) }))
    await store().append(command({ caseId: short, facts: [secret('a'), note('b')] }))
    const prosecution = harness().open('prosecution')
    const position = (await prosecution.readCase(long))[447]?.position
    const read = await Promise.all([
      ...[long, short, none].map((caseId) => prosecution.readCase(caseId)),
      prosecution.readCase(long, { after: position }),
      prosecution.readCase(long, { upTo: position }),
    ])
    const [all, visible, nothing, end, start] = read.map((events) => events.map(({ data }) => (data as NoteTaken['data']).text))
    expect(all).toEqual(Array.from({ length: 450 }, (_, index) => `${index}`))
    expect([visible, nothing, end, start?.length]).toEqual([['b'], [], ['448', '449'], 448])
    await prosecution.close()
  })

  it('has a head for each case that has events, which changes with each event of that case and of no other', async () => {
    const [caseId, other, unknown] = [randomUUID(), randomUUID(), randomUUID()]
    await store().append(command({ caseId }))
    await store().append(command({ caseId: other }))
    const before = await store().caseHeads([caseId, unknown, other])
    expect([...before.keys()].toSorted()).toEqual([caseId, other].toSorted())
    await store().append(command({ caseId, facts: [secret('s')] }))
    const after = await store().caseHeads([other, caseId])
    expect(comparePositions(after.get(caseId) ?? '', before.get(caseId) ?? '')).toBeGreaterThan(0)
    expect(after.get(other)).toBe(before.get(other))
    expect((await store().caseHeads([])).size).toBe(0)
  })

  it('scans the log for the cases of visible events, and reads the content of those that are wanted', async () => {
    const after = await store().lastPosition()
    const [caseId, other] = [randomUUID(), randomUUID()]
    for (const n of [1, 2, 3]) await store().append(command({ caseId: n === 2 ? other : caseId, facts: [note(`n${n}`), secret(`s${n}`)] }))
    const prosecution = harness().open('prosecution')
    const page = await prosecution.scanAll({ after, limit: 2 })
    expect(page.events.map((event) => event.caseId)).toEqual([caseId, other])
    expect(page).toMatchObject({ isEnd: false, position: page.events[1]?.position })
    expect(await page.read([])).toEqual([])
    expect((await page.read(page.events.slice(1))).map(({ data }) => data)).toEqual([{ text: 'n2' }])
    const rest = await prosecution.scanAll({ after: page.position, limit: 2 })
    expect((await rest.read(rest.events)).map(({ data }) => data)).toEqual([{ text: 'n3' }])
    expect(rest).toMatchObject({ isEnd: true, position: await store().lastPosition() })
    expect(await prosecution.scanAll({ after: rest.position, limit: 2 })).toMatchObject({
      events: [],
      isEnd: true,
      position: rest.position,
    })
    await prosecution.close()
  })

  it('returns to each service the events whose visibility lists it, and to the audit trail all events', async () => {
    const one = command({ facts: [note('shared'), secret('own')] })
    await store().append(one)
    const seenBy = async (service: 'prosecution' | 'adjudication' | 'auditTrail') => {
      const other = harness().open(service)
      const seen = (await other.readStream(one.stream)).map((event) => event.data)
      await other.close()
      return seen
    }
    expect(await seenBy('prosecution')).toEqual([{ text: 'shared' }])
    expect(await seenBy('adjudication')).toEqual([])
    expect(await seenBy('auditTrail')).toEqual([{ text: 'shared' }, { text: 'own' }])
  })

  it('upcasts an event of an earlier release to the newest version of its type', async () => {
    const stream = aStream()
    const { commandId, commandDigest } = command({ stream })
    const recordingContext = {
      service: 'investigation' as const,
      deployment: 'test',
      stream,
      commandId,
      commandDigest,
      jurisdiction: 'ZZ',
      actor: { userId: 'k.santoso', agencyId: 'zz-police', role: 'investigator' },
      correlationId: 'contract',
      now: '2020-01-01T00:00:00.000Z',
    }
    const events = hashEvents([{ type: NoteTakenFirst.type, data: { words: 'old' } }], recordingContext, () => NoteTakenFirst)
    await store().append({ stream, expected: 'new', commandId, commandDigest, events })
    const [event] = await store().readStream(stream)
    expect(event?.data).toEqual({ words: 'old' })
    expect(event && upcast(NoteTaken, event.schemaVersion, event.data)).toEqual({ text: 'old' })
  })

  it('pages through the log in order and moves the position past events that are not visible to the caller', async () => {
    const after = await store().lastPosition()
    for (const n of [1, 2, 3]) await store().append(command({ facts: [note(`n${n}`), secret(`s${n}`)] }))
    const prosecution = harness().open('prosecution')
    const seen: StoredEvent[] = []
    let position = after
    for (;;) {
      const page = await prosecution.readAll({ after: position, limit: 2 })
      expect(page.events.length).toBeLessThanOrEqual(2)
      seen.push(...page.events)
      if (page.position === position) break
      position = page.position
    }
    expect(seen.map((event) => event.data)).toEqual([{ text: 'n1' }, { text: 'n2' }, { text: 'n3' }])
    expect(position).toBe(await store().lastPosition())
    const filtered = await store().readAll({ after, limit: 10, types: ['investigation.SecretKept'] })
    expect(filtered.events).toHaveLength(3)
    await prosecution.close()
  })

  it('wakes a subscriber in another process at once, and ends the subscription when its signal aborts', async () => {
    const replica = harness().open('prosecution')
    const stop = new AbortController()
    const seen: unknown[] = []
    const after = await store().lastPosition()
    const reading = (async () => {
      for await (const { events } of replica.subscribeAll({ after, signal: stop.signal })) seen.push(...events.map((event) => event.data))
    })()
    await pause(150)
    const sent = Date.now()
    await store().append(command({ text: 'wake up' }))
    while (seen.length === 0 && Date.now() - sent < 5_000) await pause(5)
    expect(seen).toEqual([{ text: 'wake up' }])
    stop.abort()
    await reading
    await replica.close()
  })

  it('ends the subscriptions when it closes', async () => {
    const replica = harness().open('investigation')
    const after = await store().lastPosition()
    const following = (async () => {
      for await (const _ of replica.subscribeAll({ after, signal: new AbortController().signal }));
      return 'ended'
    })()
    await pause(50)
    await replica.close()
    expect(await following).toBe('ended')
  })

  it('assigns positions that sort in recording order', async () => {
    const answers = [await store().append(command()), await store().append(command())]
    const [a = '', b = ''] = answers.map((answer) => (answer.outcome === 'appended' ? answer.firstPosition : ''))
    expect(comparePositions(a, b)).toBeLessThan(0)
  })
}
