import { type IncomingMessage, request as httpRequest } from 'node:http'
import { newId, type Persona } from './api-client.fixtures.ts'

/** A request as it is sent: no header is added but the token. */
export interface SentRequest {
  readonly method?: string
  readonly path: string
  /** Default: the lead investigator. */
  readonly who?: Persona | 'nobody'
  /** A list: the field is sent as often. */
  readonly headers?: Readonly<Record<string, string | string[]>>
  readonly body?: string
  /** To the replica with the stricter configuration. */
  readonly isStrict?: boolean
}

/** An answer as it came, not decompressed. */
export interface RawAnswer {
  readonly status: number
  readonly headers: Headers
  readonly bytes: Buffer
  readonly text: string
}

export interface ExpectedAnswer {
  readonly status: number
  /** null: the header is absent. */
  readonly headers?: Readonly<Record<string, RegExp | null>>
  readonly body?: RegExp
  /** The end of the problem's type. */
  readonly problem?: string
}

/** What the requests are about. */
export interface ConformanceScene {
  /** The address of a case of the lead investigator, and of a command on it. */
  readonly file: string
  readonly identify: string
  /** A key of a command that was recorded. */
  readonly usedKey: string
  /** The tags of that case as the lead investigator and as another investigator read it, and of the OpenAPI document. */
  readonly tagOfFile: string
  readonly tagOfFileForColleague: string
  readonly tagOfDocument: string
}

export type ConformanceRow = readonly [title: string, request: (scene: ConformanceScene) => SentRequest, expected: ExpectedAnswer]

/** The origin of a web page that is configured. */
export const PORTAL = 'https://portal.police.example'

export const OPENING = { data: { source: 'report', leadAgency: 'zz-police', suspectedPurposes: ['ForcedLabour'] } }
export const suspect = () => ({ data: { personRef: newId(), kind: 'natural', roleInProcess: ['RecruiterOrIntermediary'] } })

/** A POST of JSON, unless a header says that it is something else. */
export const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): SentRequest => ({
  method: 'POST',
  path,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  headers: { 'content-type': 'application/json', ...headers },
})

const received = async (answer: IncomingMessage): Promise<RawAnswer> => {
  const parts: Buffer[] = []
  for await (const part of answer) parts.push(part as Buffer)
  const bytes = Buffer.concat(parts)
  const headers = new Headers()
  for (const [name, values] of Object.entries(answer.headersDistinct)) for (const value of values ?? []) headers.append(name, value)
  return { status: answer.statusCode ?? 0, headers, bytes, text: bytes.toString() }
}

/** Sends a request on a connection of its own. @param token of the caller, unless the request has its own credentials */
export const rawAnswer = (
  baseUrl: string,
  { method = 'GET', path, headers = {}, body }: SentRequest,
  token: string | undefined,
): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(baseUrl)
    const credentials = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const request = httpRequest({
      hostname,
      port,
      method,
      path,
      headers: { ...credentials, ...length, connection: 'keep-alive', ...headers },
    })
    request.on('response', (answer) => {
      void received(answer)
        .then(resolve, reject)
        .finally(() => request.destroy())
    })
    request.on('error', reject)
    request.end(body)
  })
