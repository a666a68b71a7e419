import { callOf, type Documents, packageOf } from './calls.fixtures.ts'
import type { Exchange } from './exchanges.fixtures.ts'

const typeOf = (documents: Documents, exchange: Exchange): string => {
  const { service, method, path } = callOf(documents, exchange)
  return `${packageOf(service)}[${JSON.stringify(path)}]['${method.toLowerCase()}']`
}

/** A status without a description of its own is described by `default`. */
const describedStatus = (documents: Documents, exchange: Exchange): string => {
  const { service, method, path } = callOf(documents, exchange)
  const responses = documents[service].paths[path]?.[method.toLowerCase()]?.responses ?? {}
  return String(exchange.status) in responses ? String(exchange.status) : `'default'`
}

const contentOf = (mediaType: string): string => `['content']['${mediaType.split(';')[0] ?? ''}']`

/**
 * A TypeScript file in which every body of the exchanges is a literal of the type that the documents give it. It compiles
 * only if each member is known to its type, and each required one is there.
 */
export const typedValues = (documents: Documents, exchanges: readonly Exchange[]): string => {
  const values = exchanges.flatMap((exchange) => {
    const type = typeOf(documents, exchange)
    const answer = [
      `${type}['responses'][${describedStatus(documents, exchange)}]${contentOf(exchange.mediaType)}`,
      exchange.answer,
    ] as const
    const sent = [`NonNullable<${type}['requestBody']>${contentOf('application/json')}`, exchange.body] as const
    return exchange.body === undefined ? [answer] : [answer, sent]
  })
  const services = [...new Set(exchanges.map(({ service }) => packageOf(service)))]
  return [
    ...services.map((name) => `import type { paths as ${name} } from './${name}.ts'`),
    ...values.map(([type, value], at) => `export const value${at}: ${type} = ${JSON.stringify(value)}`),
  ].join('\n')
}
