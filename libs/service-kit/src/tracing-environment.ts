import { z } from 'zod'
import { urlSchema, variable } from './environment-variable.ts'

/** A variable that is empty counts as not set, as OpenTelemetry specifies. */
const orUnset = <T extends z.ZodType>(schema: T) => z.preprocess((value) => (value === '' ? undefined : value), schema)

/** The variables of OpenTelemetry that switch traces on; the SDK reads some others itself. */
export const tracingEnvironment = {
  OTEL_SDK_DISABLED: variable(
    orUnset(z.enum(['true', 'false'], { error: 'must be true or false' }).default('false')),
    'true',
    'true: no traces, whatever the other variables say',
  ),
  OTEL_TRACES_EXPORTER: variable(
    orUnset(z.enum(['otlp', 'none'], { error: 'must be otlp or none' }).optional()),
    'otlp',
    'where traces are sent; they are off unless it or an endpoint is set',
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: variable(
    orUnset(urlSchema(['https:', 'http:']).optional()),
    'http://otel-collector:4318',
    'collector that receives traces by OTLP over HTTP, at /v1/traces',
  ),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: variable(
    orUnset(urlSchema(['https:', 'http:']).optional()),
    'http://otel-collector:4318/v1/traces',
    'the same as a whole address',
  ),
  OTEL_EXPORTER_OTLP_PROTOCOL: variable(
    orUnset(z.enum(['http/protobuf', 'http/json'], { error: 'must be http/protobuf or http/json' }).default('http/protobuf')),
    'http/protobuf',
    'encoding of the traces that are sent',
  ),
  OTEL_TRACES_SAMPLER: variable(
    orUnset(
      z
        .enum(['always_on', 'always_off', 'traceidratio', 'parentbased_always_on', 'parentbased_always_off', 'parentbased_traceidratio'], {
          error: 'is not a sampler of OpenTelemetry',
        })
        .default('parentbased_always_on'),
    ),
    'parentbased_traceidratio',
    'which traces are recorded',
  ),
  OTEL_TRACES_SAMPLER_ARG: variable(
    orUnset(z.coerce.number({ error: 'is not a number' }).min(0, { error: 'is negative' }).max(1, { error: 'is above 1' }).default(1)),
    '0.1',
    'part of the traces that a sampler with a ratio records',
  ),
}
