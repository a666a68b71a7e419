import { z } from 'zod'
import { matching, variable } from './environment-variable.ts'

/** As a browser writes it (RFC 6454, section 6.2): in lower case, without a default port. */
const ORIGIN = /^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/

/** The variables of a service about its HTTP server. */
export const httpEnvironment = {
  HOST: variable(z.string().min(1, { error: 'is empty' }).default('127.0.0.1'), '0.0.0.0', 'address to listen on'),
  PORT: variable(
    matching(/^\d{1,5}$/, 'is not a whole number')
      .transform(Number)
      .refine((port) => port <= 65_535, { error: 'is above 65535' }),
    '3001',
    'port to listen on; 0 selects a free port',
  ),
  AGENCY_QUOTA: variable(
    matching(/^[1-9]\d{0,6}$/, 'is not a whole number from 1 on')
      .transform(Number)
      .default(2_000),
    '2000',
    'requests that each agency may send to one replica in ten seconds',
  ),
  KEEP_ALIVE_SECONDS: variable(
    z.coerce
      .number({ error: 'is not a number' })
      .min(1, { error: 'is less than 1' })
      .max(3_600, { error: 'is more than 3600' })
      .default(75),
    '75',
    'how long a connection without a request stays open: longer than the load balancer before the service keeps it',
  ),
  CORS_ORIGINS: variable(
    z
      .string()
      .default('')
      .transform((list) => list.split(',').filter((one) => one !== ''))
      .pipe(z.array(matching(ORIGIN, 'is not a list of exact origins, each a scheme, a host and perhaps a port, without a path'))),
    'https://portal.police.example',
    'origins of web pages that may read answers, separated by commas; if not set, no page of another origin can',
  ),
  IDEMPOTENCY_KEYS: variable(
    z.enum(['optional', 'required'], { error: 'must be optional or required' }).default('optional'),
    'required',
    'whether a command without an Idempotency-Key is refused',
  ),
}
