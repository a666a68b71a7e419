import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { start as startAuditTrail } from '@case-timeline/audit-trail'
import { type CaseCommand, IdentifySuspect } from '@case-timeline/contracts'
import { type StoredEvent } from '@case-timeline/event-store'
import { openEventStore } from '@case-timeline/event-store/drivers'
import { prepareTopics } from '@case-timeline/feed'
import { start as startInvestigation } from '@case-timeline/investigation'
import { type Development, prepareDevelopment, type Environment, type RunningService } from '@case-timeline/service-kit'
import { type TestAgencySystems, agencySystems, waitFor, keyOf, policeCommand, type ReceivedAnswer } from './agency-system.fixtures.ts'
import { newId } from './api-client.fixtures.ts'
import { SENDING } from './five-services.fixtures.ts'

/** A command to sign; without `iat` and `exp` it gets the current time. */
export type UnsignedCommand = Omit<CaseCommand, 'iat' | 'exp'> & Partial<Pick<CaseCommand, 'iat' | 'exp'>>

/**
 * The services investigation and audit-trail on the broker of the test run, with test doubles of the agencies' systems.
 */
export interface InboundSystem extends Development {
  readonly systems: TestAgencySystems
  /** The prefix of the names of its topics. */
  readonly prefix: string
  /** A folder for the spec's own files. */
  readonly folder: string
  /** The current URL of the investigation service. */
  url(): string
  /** Starts another replica of the investigation service. */
  startPolice(changes?: Environment): Promise<RunningService>
  /** Starts another replica of the investigation service, and then stops the previous one. */
  replacePolice(): Promise<void>
  /** Signs a command with the key of its agency and sends it to the topic of investigation. */
  send(command: UnsignedCommand): Promise<string>
  answersTo(command: Pick<UnsignedCommand, 'iss' | 'jti'>): readonly ReceivedAnswer[]
  waitForAnswers(command: Pick<UnsignedCommand, 'iss' | 'jti'>, times?: number): Promise<readonly ReceivedAnswer[]>
  /** Sends a command, and waits for its answer. */
  sendAndWait(command: UnsignedCommand): Promise<ReceivedAnswer['answer'] | undefined>
  /** Opens a case with a message of the police. @returns its id */
  openCase(): Promise<string>
  eventsOf(caseId: string): Promise<readonly StoredEvent[]>
  close(): Promise<void>
}

/** A command of the police to identify a suspect, with a new person in each call. */
export const identifySuspectCommand = (caseId: string, change: Partial<UnsignedCommand> = {}): UnsignedCommand =>
  policeCommand({ caseId, command: 'IdentifySuspect', body: { data: { ...IdentifySuspect.example, personRef: newId() } }, ...change })

/**
 * Starts the two services and connects the test doubles.
 * @param adminUrl the URL of a PostgreSQL superuser
 * @param broker `host:port`
 */
export const startInbound = async (adminUrl = '', broker = ''): Promise<InboundSystem> => {
  const folder = await mkdtemp(join(tmpdir(), 'inbound-'))
  const prefix = `${randomUUID().slice(0, 8)}.`
  const kafkaEnvironment = { EVENT_FEED_URL: `kafka://${broker}/?prefix=${prefix}`, LOG_LEVEL: 'fatal' }
  await prepareTopics(kafkaEnvironment.EVENT_FEED_URL, { agencies: Object.values(SENDING).flat(), replication: 1 })
  const databases = { adminUrl, prefix: `inbound_${prefix.slice(0, 8)}_` }
  const deployment = await prepareDevelopment({
    ...databases,
    folder,
    deployment: 'zz-e2e',
    jurisdiction: 'ZZ',
    receivingAgencies: {},
    sendingAgencies: SENDING,
  })
  const startPolice = (changes: Environment = {}) =>
    startInvestigation({ ...deployment.environments.investigation, ...kafkaEnvironment, ...changes })
  const auditTrail = await startAuditTrail({ ...deployment.environments.auditTrail, ...kafkaEnvironment })
  let police = await startPolice()
  const systems = await agencySystems(broker, prefix)

  const send = async (command: UnsignedCommand): Promise<string> => {
    const jws = await deployment.agencies.sign(command)
    await systems.send('investigation', keyOf(command), jws)
    return jws
  }
  const answersTo = ({ iss, jti }: Pick<UnsignedCommand, 'iss' | 'jti'>) => systems.answers(iss).filter(({ answer }) => answer.jti === jti)
  const waitForAnswers = async (command: Pick<UnsignedCommand, 'iss' | 'jti'>, times = 1) => {
    await waitFor(`${command.jti} is answered`, () => answersTo(command).length >= times)
    return answersTo(command)
  }
  const sendAndWait = async (command: UnsignedCommand) => {
    await send(command)
    return (await waitForAnswers(command))[0]?.answer
  }
  return {
    ...deployment,
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
    waitForAnswers,
    sendAndWait,
    openCase: async () => {
      const caseId = newId()
      const answer = await sendAndWait(policeCommand({ caseId }))
      if (answer?.outcome !== 'accepted') throw new Error(`the case was not opened: ${JSON.stringify(answer)}`)
      return caseId
    },
    eventsOf: async (caseId) => {
      const store = openEventStore(deployment.environments.auditTrail['EVENT_STORE_URL'] ?? '', 'auditTrail')
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
