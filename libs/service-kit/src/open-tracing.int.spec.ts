import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { compile } from '../../../deploy/compile.mjs'
import { configurationOf, type Environment, serviceEnvironment } from './configuration.ts'
import { validEnvironment as good } from './environment.fixtures.ts'
import { isTracing } from './open-tracing.ts'

const read = (changes: Environment) => configurationOf('investigation', serviceEnvironment, { ...good, ...changes })
const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' }

/** The OpenTelemetry packages for traces that a process of its own has loaded after it has opened its traces. */
const loadedWith = async (changes: Environment): Promise<string[]> => {
  const program = `
    import { createRequire } from 'node:module'
    import { configurationOf, openTracing, serviceEnvironment } from ${JSON.stringify(import.meta.resolve('../dist/index.js'))}
    const configuration = configurationOf('investigation', serviceEnvironment, ${JSON.stringify({ ...good, ...changes })})
    const tracing = await openTracing({ service: 'investigation', configuration, onFailure: () => undefined })
    const files = Object.keys(createRequire(${JSON.stringify(import.meta.url)}).cache)
    console.log(JSON.stringify(files.flatMap((file) => /@opentelemetry.((?:sdk-node|sdk-trace|exporter-trace)[a-z-]*)/.exec(file)?.[1] ?? [])))
    await tracing?.close()
  `
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program])
  return [...new Set(JSON.parse(stdout) as string[])].toSorted()
}

beforeAll(() => compile('libs/service-kit'), 240_000)

describe('traces', () => {
  it('are off, and their library is not loaded, unless they are switched on', async () => expect(await loadedWith({})).toEqual([]))

  it('load their library where they are switched on', async () =>
    expect(await loadedWith(endpoint)).toEqual(expect.arrayContaining(['exporter-trace-otlp-proto', 'sdk-node'])))

  it.each([
    [{}, false],
    [endpoint, true],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:4318/v1/traces' }, true],
    [{ OTEL_TRACES_EXPORTER: 'otlp' }, true],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: '', OTEL_TRACES_SAMPLER: '' }, false],
    [{ ...endpoint, OTEL_TRACES_EXPORTER: 'none' }, false],
    [{ ...endpoint, OTEL_SDK_DISABLED: 'true' }, false],
  ])('with %j are on: %j', (changes: Environment, isOn) => expect(isTracing(read(changes))).toBe(isOn))

  it.each([
    ['OTEL_TRACES_EXPORTER', 'zipkin', /OTEL_TRACES_EXPORTER must be otlp or none/],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc', /OTEL_EXPORTER_OTLP_PROTOCOL must be http\/protobuf or http\/json/],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4317', /OTEL_EXPORTER_OTLP_ENDPOINT must begin with https:\/\/ or http:\/\//],
    ['OTEL_TRACES_SAMPLER', 'jaeger_remote', /OTEL_TRACES_SAMPLER is not a sampler of OpenTelemetry/],
    ['OTEL_TRACES_SAMPLER_ARG', '10', /OTEL_TRACES_SAMPLER_ARG is above 1/],
  ])('cannot be set up with %s=%s', (name, value, sentence) => expect(() => read({ [name]: value })).toThrow(sentence))
})
