import type { ServiceName } from '@case-timeline/contracts'
import type { Persona } from '../api-client.fixtures.ts'
import type { FiveServices } from '../five-services.fixtures.ts'
import type { Call, Caller, Documents, Read } from './calls.fixtures.ts'
import { differences } from './differences.fixtures.ts'
import type { Recorder } from './exchanges.fixtures.ts'

/** What one request needs in addition to its operation. */
export interface Request extends Partial<Call['parameters']> {
  readonly body?: unknown
}

/** The answer of a service, as a generated client read it. */
export interface LiveAnswer extends Read {
  readonly body: Readonly<Record<string, unknown>>
}

export interface LiveClient {
  /**
   * Sends a request with the generated client.
   * @param operation as in the document: `POST /cases/{caseId}/open-case`
   * @throws if the client failed, or read anything else than what was on the wire
   */
  send(who: Persona, operation: string, request?: Request): Promise<LiveAnswer>
}

/** Uses a generated client on running services, and compares everything that it reads with the raw answer. */
export const liveClient = (
  { issuer }: Pick<FiveServices, 'issuer'>,
  documents: Documents,
  recorder: Recorder,
  caller: Caller,
): LiveClient => ({
  async send(who, operation, { path: pathValues = {}, query = {}, header = {}, ...body } = {}) {
    const [method = '', path = ''] = operation.split(' ')
    const service: ServiceName = who.sector
    const operationId = documents[service].paths[path]?.[method.toLowerCase()]?.operationId ?? ''
    const parameters = { path: pathValues, query, header }
    const call = { service, method, path, operation: operationId, parameters, token: await issuer.tokenFor(who), ...body }
    const read = await caller.call(call, recorder.urls[service])
    const wire = recorder.exchanges.at(-1)
    const found = read.failure ?? differences({ status: wire?.status, body: wire?.answer }, { status: read.status, body: read.body })
    if (found.length > 0) throw new Error(`${operation}: ${[found].flat().join('\n')}`)
    return read as LiveAnswer
  },
})
