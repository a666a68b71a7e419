import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'

/** A request and its answer, as they were on the wire. */
export interface Exchange {
  readonly service: ServiceName
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
  readonly status: number
  readonly mediaType: string
  readonly answerHeaders: Readonly<Record<string, string>>
  readonly answer: unknown
}

export type Sent = Pick<Exchange, 'service' | 'method' | 'path' | 'headers' | 'body'>
export type Answered = Pick<Exchange, 'status' | 'mediaType' | 'answerHeaders' | 'answer'>

/** A server between a client and the services, which keeps what it passes on. */
export interface Recorder {
  readonly urls: Readonly<Record<ServiceName, string>>
  readonly exchanges: Exchange[]
  /** From now on, requests get the next answer of these instead of reaching a service. */
  replay(answers: readonly Answered[]): void
  close(): Promise<void>
}

const SENT_HEADERS = ['authorization', 'content-type', 'idempotency-key', 'if-match', 'min-position']
const ANSWERED_HEADERS = ['cursor', 'position', 'caught-up', 'etag', 'link', 'content-type']

const textOf = async (stream: AsyncIterable<unknown>): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array))
  return Buffer.concat(chunks).toString()
}

const parsed = (text: string): unknown => (text === '' ? undefined : (JSON.parse(text) as unknown))

const chosen = (names: readonly string[], valueOf: (name: string) => unknown): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = valueOf(name)
      return typeof value === 'string' ? [[name, value]] : []
    }),
  )

/** Starts the recorder, on a free port. */
export const recordExchanges = async (urls: Readonly<Record<ServiceName, string>>): Promise<Recorder> => {
  const exchanges: Exchange[] = []
  let replayed: Answered[] | undefined

  const fromService = async ({ service, method, path, headers, body }: Sent): Promise<Answered> => {
    const text = body === undefined ? {} : { body: JSON.stringify(body) }
    const answer = await fetch(`${urls[service]}${path}`, { method, headers: { ...headers }, ...text })
    const answerHeaders = chosen(ANSWERED_HEADERS, (name) => answer.headers.get(name))
    return {
      status: answer.status,
      mediaType: answer.headers.get('content-type') ?? '',
      answerHeaders,
      answer: parsed(await answer.text()),
    }
  }

  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [, service = '', path = ''] = /^\/(\w+)(\/.*)$/.exec(request.url ?? '') ?? []
    const headers = chosen(SENT_HEADERS, (name) => request.headers[name])
    const sent = { service: service as ServiceName, method: request.method ?? '', path, headers, body: parsed(await textOf(request)) }
    const answered = replayed === undefined ? await fromService(sent) : (replayed.shift() ?? { ...NOTHING_LEFT })
    exchanges.push({ ...sent, ...answered })
    response.writeHead(answered.status, { ...answered.answerHeaders, 'content-type': answered.mediaType })
    response.end(JSON.stringify(answered.answer))
  }

  const server = createServer((request, response) => {
    pass(request, response).catch((failure: unknown) => response.destroy(failure as Error))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    urls: Object.fromEntries(SERVICES.map((service) => [service, `${base}/${service}`])) as Record<ServiceName, string>,
    exchanges,
    replay(answers) {
      replayed = [...answers]
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

const NOTHING_LEFT: Answered = { status: 599, mediaType: 'application/json', answerHeaders: {}, answer: { title: 'nothing to replay' } }
