import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { ServiceName } from '@case-timeline/contracts'
import type { OpenApiDocument } from '../openapi.fixtures.ts'
import type { Exchange } from './exchanges.fixtures.ts'

export type Documents = Readonly<Record<ServiceName, OpenApiDocument>>

type Values = Readonly<Record<string, unknown>>

/** A call of an operation, without its service’s URL. The parameters are grouped as in a document: path, query, header. */
export interface Call {
  readonly service: ServiceName
  readonly method: string
  /** The path in the document: `/cases/{caseId}`. */
  readonly path: string
  readonly operation: string
  readonly parameters: { readonly path: Values; readonly query: Values; readonly header: Values }
  readonly token: string
  readonly body?: unknown
}

/** What a client read: the answer’s members as its models write them, or why it could not read. */
export interface Read {
  readonly status?: number
  readonly headers?: Readonly<Record<string, readonly string[]>>
  readonly body?: unknown
  readonly failure?: string
}

/** The name of a client’s package. */
export const packageOf = (service: ServiceName): string => service.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toLowerCase()

const foundPath = ({ paths }: OpenApiDocument, pathname: string): readonly [path: string, values: Record<string, string>] | undefined => {
  const candidates = Object.keys(paths).toSorted((one, other) => one.split('{').length - other.split('{').length)
  for (const path of candidates) {
    const pattern = new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`)
    const found = pattern.exec(pathname)
    if (found) return [path, { ...found.groups }]
  }
  return undefined
}

const pathMatching = (document: OpenApiDocument, pathname: string): readonly [path: string, values: Record<string, string>] => {
  const found = foundPath(document, pathname)
  if (!found) throw new Error(`the document has no path ${pathname}`)
  return found
}

/** Whether a document has the operation of an exchange: a later release may have more. */
export const isDescribed = (documents: Documents, { service, method, path: url }: Exchange): boolean => {
  const [path = ''] = foundPath(documents[service], new URL(url, 'http://localhost').pathname) ?? []
  return documents[service].paths[path]?.[method.toLowerCase()] !== undefined
}

/** A parameter’s value in a URL has no type: a client wants a number where the document does. */
const asNumber = (value: string): unknown => (/^\d{1,9}$/.test(value) ? Number(value) : value)
const NUMBERS = ['limit', 'version']

/** The call that sends the request of an exchange. */
export const callOf = (documents: Documents, { service, method, path: url, headers, body }: Exchange): Call => {
  const document = documents[service]
  const { pathname, searchParams } = new URL(url, 'http://localhost')
  const [path, values] = pathMatching(document, pathname)
  const query = Object.fromEntries([...searchParams].map(([name, value]) => [name, NUMBERS.includes(name) ? asNumber(value) : value]))
  const header = Object.fromEntries(['idempotency-key', 'if-match'].flatMap((name) => (headers[name] ? [[name, headers[name]]] : [])))
  return {
    ...{ service, method, path, operation: document.paths[path]?.[method.toLowerCase()]?.operationId ?? '' },
    parameters: { path: values, query, header },
    token: headers['authorization']?.replace('Bearer ', '') ?? '',
    ...(body === undefined ? {} : { body }),
  }
}

/** The program that calls the API with the generated clients of one language. */
export interface Caller {
  call(call: Call, url: string): Promise<Read>
  stop(): void
}

/** Starts the program. */
export const startCaller = ([command, ...args]: readonly [string, ...string[]]): Caller => {
  const child: ChildProcess = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  let errors = ''
  child.stderr?.on('data', (chunk) => (errors += String(chunk)))
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
  return {
    async call({ service, ...call }, url) {
      child.stdin?.write(`${JSON.stringify({ ...call, client: packageOf(service), url })}\n`)
      const { value, done } = await lines.next()
      if (done) throw new Error(`the caller ended: ${errors}`)
      return JSON.parse(value) as Read
    },
    stop: () => void child.kill('SIGKILL'),
  }
}
