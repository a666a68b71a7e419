import { expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { type EventStore, StoreDenied } from '../event-store.ts'
import { aStream, command, note, type Harness } from './harness.fixtures.ts'

export const appendingContract = (harness: () => Harness, store: () => EventStore): void => {
  it('starts a new stream at revision 0 and continues from there', async () => {
    const stream = aStream()
    expect(await store().append(command({ stream, expected: 'new' }))).toMatchObject({
      outcome: 'appended',
      firstRevision: 0,
      lastRevision: 0,
    })
    const facts = [note('b'), note('c')]
    expect(await store().append(command({ stream, expected: 0, facts }))).toMatchObject({
      outcome: 'appended',
      firstRevision: 1,
      lastRevision: 2,
    })
    const events = await store().readStream(stream)
    expect(events.map((event) => event.revision)).toEqual([0, 1, 2])
    expect(await store().readStream(stream, 1)).toHaveLength(1)
  })

  it.each([
    ['new, when it exists', 'new' as const],
    ['an earlier revision', 0],
    ['a later revision', 5],
  ])('returns a conflict with the current revision when the expected revision is %s', async (_, expected) => {
    const stream = aStream()
    await store().append(command({ stream, facts: [note('a'), note('b')] }))
    expect(await store().append(command({ stream, expected }))).toEqual({ outcome: 'conflict', stream, revision: 1 })
    expect(await store().readStream(stream)).toHaveLength(2)
  })

  it('returns a conflict at revision -1 when a revision of a missing stream is expected', async () => {
    const stream = aStream()
    expect(await store().append(command({ stream, expected: 0 }))).toEqual({ outcome: 'conflict', stream, revision: -1 })
  })

  it('returns the first answer to a retry, also after later appends to the stream', async () => {
    const one = command({ expected: 'new' })
    const first = await store().append(one)
    await store().append(command({ stream: one.stream }))
    expect(await store().append(one)).toEqual({ ...first, outcome: 'duplicate' })
    expect(await store().readStream(one.stream)).toHaveLength(2)
  })

  it('returns the first answer to a retry that decides other events', async () => {
    const fixture = { stream: aStream(), commandId: randomUUID(), text: 'same body' }
    const first = await store().append(command({ ...fixture, facts: [note('one')] }))
    const again = await store().append(command({ ...fixture, facts: [note('another'), note('and more')], expected: 7 }))
    expect(again).toEqual({ ...first, outcome: 'duplicate' })
  })

  it('returns an id-clash when a command id is used again with another body', async () => {
    const fixture = { stream: aStream(), commandId: randomUUID() }
    await store().append(command({ ...fixture, text: 'one body' }))
    expect(await store().append(command({ ...fixture, text: 'another body' }))).toEqual({ outcome: 'id-clash', stream: fixture.stream })
  })

  it('finds a command by its id only in its own stream', async () => {
    const one = command({ facts: [note('a'), note('b')] })
    await store().append(one)
    expect(await store().findCommand(one.stream, one.commandId)).toMatchObject({
      ids: one.events.map((event) => event.id),
      firstRevision: 0,
      lastRevision: 1,
      commandDigest: one.commandDigest,
    })
    expect(await store().findCommand(aStream(), one.commandId)).toBeUndefined()
    expect(await store().findCommand(one.stream, randomUUID())).toBeUndefined()
  })

  it('records a command once when two replicas send it at the same time', async () => {
    const replica = harness().open('investigation')
    const commands = Array.from({ length: 40 }, () => command({ expected: 'new' }))
    const answers = await Promise.all(commands.flatMap((one) => [store().append(one), replica.append(one)]))
    const outcomes = answers.map((answer) => answer.outcome)
    expect(outcomes.filter((outcome) => outcome === 'appended')).toHaveLength(40)
    expect(outcomes.filter((outcome) => outcome === 'duplicate')).toHaveLength(40)
    for (const one of commands) expect(await store().readStream(one.stream)).toHaveLength(1)
    await replica.close()
  })

  it('appends the other commands of a batch when one has a conflict, an id-clash or a malformed value', async () => {
    const stream = aStream()
    const known = { stream: aStream(), commandId: randomUUID() }
    await store().append(command({ stream }))
    await store().append(command(known))
    const healthy = Array.from({ length: 20 }, () => command({ expected: 'new' }))
    const template = command()
    const malformed = { ...template, events: template.events.map((event) => ({ ...event, eventHash: Buffer.alloc(31) })) }
    const [conflict, clash, broken, ...rest] = await Promise.allSettled(
      [command({ stream, expected: 'new' }), command({ ...known, text: 'other' }), malformed, ...healthy].map((one) => store().append(one)),
    )
    expect(conflict).toMatchObject({ value: { outcome: 'conflict' } })
    expect(clash).toMatchObject({ value: { outcome: 'id-clash' } })
    expect(broken).toMatchObject({ status: 'rejected' })
    expect(rest.map((answer) => (answer.status === 'fulfilled' ? answer.value.outcome : answer.reason))).toEqual(
      healthy.map(() => 'appended'),
    )
  })

  it('refuses a command for the stream of another service, and appends the other commands', async () => {
    const foreign = command({ service: 'prosecution' })
    const [refused, own] = await Promise.allSettled([store().append(foreign), store().append(command())])
    expect(refused).toMatchObject({ status: 'rejected', reason: expect.any(StoreDenied) as unknown })
    expect(own).toMatchObject({ value: { outcome: 'appended' } })
  })

  it('refuses every change to recorded events', async () => {
    const one = command()
    await store().append(one)
    const before = (await store().readStream(one.stream)).map((event) => event.toRecord())
    expect(Object.keys(harness().tampering).length > 0).toBe(harness().ownServer)
    for (const [name, tamper] of Object.entries(harness().tampering)) {
      const refused = await tamper().then(
        () => `${name} was not refused`,
        () => 'refused',
      )
      expect(refused).toBe('refused')
    }
    expect((await store().readStream(one.stream)).map((event) => event.toRecord())).toEqual(before)
  })
}
