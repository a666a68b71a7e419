import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { start as startAuditTrail } from '@case-timeline/audit-trail'
import { type CaseCommand, IdentifySuspect } from '@case-timeline/contracts'
import { openEventStore, type StoredEvent } from '@case-timeline/event-store'
import { prepareTopics } from '@case-timeline/feed'
import { start as startInvestigation } from '@case-timeline/investigation'
import { type Development, development, type Environment, type RunningService } from '@case-timeline/service-kit'
import { type AgencySystems, agencySystems, comesAbout, keyOf, policeCommand, type ReceivedAnswer } from './agency-system.fixtures.ts'
import { newId } from './calling.fixtures.ts'
import { SENDING } from './five-services.fixtures.ts'

/** A command to sign; its times are now unless stated. */
export type ToSend = Omit<CaseCommand, 'iat' | 'exp'> & Partial<Pick<CaseCommand, 'iat' | 'exp'>>

/** The services of police and of audit-trail on the broker that all specs share, and the systems of agencies before them. */
export interface Inbound extends Development {
  readonly systems: AgencySystems
  /** Begins the names of its topics. */
  readonly prefix: string
  /** A folder for the spec's own files. */
  readonly folder: string
  /** Where police listen now. */
  url(): string
  /** Starts police once more, beside what runs. */
  startPolice(changes?: Environment): Promise<RunningService>
  /** Starts another replica of police, and then stops the one before. */
  replacePolice(): Promise<void>
  /** Signs a command as its agency and puts it on the topic of police, under its own key. */
  send(command: ToSend): Promise<string>
  answersTo(command: Pick<ToSend, 'iss' | 'jti'>): readonly ReceivedAnswer[]
  answered(command: Pick<ToSend, 'iss' | 'jti'>, times?: number): Promise<readonly ReceivedAnswer[]>
  /** Sends it, and waits for its answer. */
  ask(command: ToSend): Promise<ReceivedAnswer['answer'] | undefined>
  /** A case that police have opened by a message. */
  opened(): Promise<string>
  eventsOf(caseId: string): Promise<readonly StoredEvent[]>
  close(): Promise<void>
}

/** A suspect that police identify, another one each time. */
export const suspect = (caseId: string, change: Partial<ToSend> = {}): ToSend =>
  policeCommand({ caseId, command: 'IdentifySuspect', body: { data: { ...IdentifySuspect.example, personRef: newId() } }, ...change })

/** @param adminUrl of a superuser of PostgreSQL @param broker host:port */
export const inbound = async (adminUrl = '', broker = ''): Promise<Inbound> => {
  const folder = await mkdtemp(join(tmpdir(), 'inbound-'))
  const prefix = `${randomUUID().slice(0, 8)}.`
  const onKafka = { EVENT_FEED_URL: `kafka://${broker}/?prefix=${prefix}`, LOG_LEVEL: 'fatal' }
  await prepareTopics(onKafka.EVENT_FEED_URL, { agencies: Object.values(SENDING).flat(), replication: 1 })
  const databases = { adminUrl, prefix: `inbound_${prefix.slice(0, 8)}_` }
  const made = await development({ ...databases, folder, deployment: 'zz-e2e', jurisdiction: 'ZZ', receiving: {}, sending: SENDING })
  const startPolice = (changes: Environment = {}) => startInvestigation({ ...made.environments.investigation, ...onKafka, ...changes })
  const auditTrail = await startAuditTrail({ ...made.environments.auditTrail, ...onKafka })
  let police = await startPolice()
  const systems = await agencySystems(broker, prefix)

  const send = async (command: ToSend): Promise<string> => {
    const jws = await made.agencies.sign(command)
    await systems.send('investigation', keyOf(command), jws)
    return jws
  }
  const answersTo = ({ iss, jti }: Pick<ToSend, 'iss' | 'jti'>) => systems.answers(iss).filter(({ answer }) => answer.jti === jti)
  const answered = async (command: Pick<ToSend, 'iss' | 'jti'>, times = 1) => {
    await comesAbout(`${command.jti} is answered`, () => answersTo(command).length >= times)
    return answersTo(command)
  }
  const ask = async (command: ToSend) => {
    await send(command)
    return (await answered(command))[0]?.answer
  }
  return {
    ...made,
    systems,
    prefix,
    folder,
    url: () => police.url,
    startPolice,
    replacePolice: async () => {
      const next = await startPolice()
      await police.stop()
      police = next
    },
    send,
    answersTo,
    answered,
    ask,
    opened: async () => {
      const caseId = newId()
      const answer = await ask(policeCommand({ caseId }))
      if (answer?.outcome !== 'accepted') throw new Error(`the case was not opened: ${JSON.stringify(answer)}`)
      return caseId
    },
    eventsOf: async (caseId) => {
      const store = openEventStore(made.environments.auditTrail['EVENT_STORE_URL'] ?? '', 'auditTrail')
      try {
        return await store.readCase(caseId)
      } finally {
        await store.close()
      }
    },
    close: async () => {
      await systems.close()
      await Promise.all([police.stop(), auditTrail.stop()])
      await rm(folder, { recursive: true })
    },
  }
}
