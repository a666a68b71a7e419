import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { aStream, command, note } from '../contract/harness.fixtures.ts'
import type { EventStore } from '../event-store.ts'
import { type EventDatabase, eventDatabase } from '../postgres/database.fixtures.ts'
import { postgresEventStore } from '../postgres/postgres-event-store.ts'
import { headSigner, LogContradictsHead } from './head-signer.ts'
import { headsIn } from './log-head.ts'
import { newSignerKey, noteSigner, noteVerifier } from './signed-note.ts'
import { verifyLog } from './verify-log.ts'

let database: EventDatabase
let investigation: EventStore
let auditTrail: EventStore
let folder: string
const files = () => ({ keyFile: join(folder, 'key'), headsFile: join(folder, 'heads') })
const signer = () => headSigner({ store: auditTrail, ...files() })
const stream = aStream()

beforeEach(async () => {
  database = await eventDatabase()
  investigation = postgresEventStore({ url: database.urls.investigation })
  auditTrail = postgresEventStore({ url: database.urls.auditTrail })
  folder = await mkdtemp(join(tmpdir(), 'log-heads-'))
  await writeFile(files().keyFile, newSignerKey('case-timeline/test'))
  for (const text of ['accused', 'convicted', 'appealed']) await investigation.append(command({ stream, facts: [note(text)] }))
})
afterEach(async () => {
  await Promise.all([investigation.close(), auditTrail.close()])
  await database.drop()
  await rm(folder, { recursive: true })
})

const heads = async () => {
  const { verifierKey } = noteSigner(await readFile(files().keyFile, 'utf8'))
  return headsIn(await readFile(files().headsFile, 'utf8'), noteVerifier(verifierKey))
}
const verified = async () => verifyLog(auditTrail, await heads())

/**
 * Changes the log as a superuser can, who switches its trigger off. What verifies or signs next is a new process: this
 * one may have noticed that the log went back.
 */
const asSuperuser = async (...statements: readonly string[]) => {
  await database.asAdmin(
    'alter table events.event disable trigger append_only',
    ...statements,
    'alter table events.event enable always trigger append_only',
  )
  await auditTrail.close()
  auditTrail = postgresEventStore({ url: database.urls.auditTrail })
}

/** Recomputes all hashes of the stream, so that no hash of it contradicts another. */
const REHASHED = [
  `update events.event set envelope = regexp_replace(envelope::text, '"dataHash":"[0-9a-f]*"', '"dataHash":"' || encode(sha256(salt || convert_to(data::text, 'UTF8')), 'hex') || '"')::json`,
  `update events.event set event_hash = sha256(convert_to(envelope::text, 'UTF8'))`,
  ...[0, 1, 2].map(
    (revision) => `update events.event e set chain_hash = sha256(coalesce(
      (select b.chain_hash from events.event b where b.stream = e.stream and b.revision = e.revision - 1), decode(repeat('00', 32), 'hex'))
      || int8send(e.revision) || e.event_hash) where e.revision = ${revision}`,
  ),
]

const CONVICTED = 'where revision = 1'
const ATTACKS: readonly (readonly [string, readonly string[], string])[] = [
  [
    'a changed fact with every hash recomputed',
    [`update events.event set data = '{"text":"acquitted"}' ${CONVICTED}`, ...REHASHED],
    'head',
  ],
  ['a cut end', ['delete from events.event where revision = 2'], 'cut'],
  ['a back-dated record', [`update events.event set recorded_at = recorded_at - interval '1 day' ${CONVICTED}`], 'head'],
  ['a visibility moved in the column', [`update events.event set visibility = visibility || '{victimSupport}' ${CONVICTED}`], 'misfiled'],
  ['a fact hidden from audit-trail', [`update events.event set visibility = '{investigation}' ${CONVICTED}`], 'hidden'],
  [
    'a visibility moved in column and envelope with every hash recomputed',
    [
      `update events.event set visibility = '{investigation,auditTrail}',
        envelope = replace(envelope::text, '"prosecution",', '')::json ${CONVICTED}`,
      ...REHASHED,
    ],
    'head',
  ],
  ['an envelope replaced by {}', [`update events.event set envelope = '{}' ${CONVICTED}`], 'malformed'],
]

describe('the log compared with its signed heads', () => {
  it('agrees with each of them while it only grows, and says what is not signed yet', async () => {
    const signing = signer()
    expect(await signing.signHead()).toMatchObject({ size: 3, position: '3' })
    expect(await signing.signHead()).toBeUndefined()
    await investigation.append(command())
    await signing.signHead()
    await investigation.append(command())
    expect(await verified()).toMatchObject({ events: 5, streams: 3, heads: 2, lastHead: { size: 4 }, findings: [] })
  })

  it.each(ATTACKS)('reveals %s by a superuser of the database', async (_, statements, what) => {
    await signer().signHead()
    await asSuperuser(...statements)
    expect((await verified()).findings.map((one) => one.what)).toContain(what)
  })

  it.each(ATTACKS.filter(([, , what]) => what === 'head' || what === 'cut'))('stops a restarted signer after %s', async (_, statements) => {
    await signer().signHead()
    const before = await readFile(files().headsFile, 'utf8')
    await asSuperuser(...statements)
    const restarted = signer()
    await expect(restarted.signHead()).rejects.toThrow(LogContradictsHead)
    await expect(restarted.signHead()).rejects.toThrow(LogContradictsHead)
    expect(await readFile(files().headsFile, 'utf8')).toBe(before)
  })

  it('does not accept heads that another key signed, or that were changed', async () => {
    await signer().signHead()
    const text = await readFile(files().headsFile, 'utf8')
    const { verifierKey } = noteSigner(newSignerKey('case-timeline/test'))
    expect(() => headsIn(text, noteVerifier(verifierKey))).toThrow('is not signed by')
    await writeFile(files().headsFile, text.replace('\n3\n', '\n2\n'))
    await expect(heads()).rejects.toThrow('is not signed by')
  })

  it.each([10, 60, 130, -3, -1])(
    'leaves out a head that a crash cut after %d characters, and signs the next one in its place',
    async (end) => {
      await signer().signHead()
      const text = await readFile(files().headsFile, 'utf8')
      await writeFile(files().headsFile, text + text.slice(0, end).replace('\n3\n', '\n4\n'))
      if (end !== -1) expect(await heads()).toHaveLength(1)
      await investigation.append(command())
      await signer().signHead()
      expect((await heads()).map(({ size }) => size)).toEqual([3, 4])
    },
  )

  it.each([10, 60, 130, -3, -1])(
    'leaves out the %d characters that a full disk left of a head, also in the process that goes on',
    async (end) => {
      const signing = signer()
      await signing.signHead()
      const text = await readFile(files().headsFile, 'utf8')
      await writeFile(files().headsFile, text + text.slice(0, end).replace('\n3\n', '\n4\n'))
      for (const size of [4, 5]) {
        await investigation.append(command())
        expect(await signing.signHead()).toMatchObject({ size })
      }
      expect((await heads()).map(({ size }) => size)).toEqual([3, 4, 5])
    },
  )
})
