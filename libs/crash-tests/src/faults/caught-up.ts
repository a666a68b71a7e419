import { setTimeout as pause } from 'node:timers/promises'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { until } from '../until.ts'
import type { User } from './case-commands.ts'

/** An operator of each service. */
export const operatorOf: Readonly<Record<string, User>> = Object.fromEntries(
  Object.entries({
    investigation: 'ph-police',
    prosecution: 'ph-prosecution',
    adjudication: 'ph-rtc-manila',
    victimSupport: 'ph-social-welfare',
    auditTrail: 'ph-audit',
  }).map(([sector, agencyId]) => [sector, { userId: 'o.perez', agencyId, sector: sector as User['sector'], roles: ['operator'] }]),
)

/** Sends requests whose answers are documents; undefined: not answered. */
export interface Requests {
  request(by: User, path: string): Promise<{ readonly status: number; readonly body: object } | undefined>
}

interface FeedState {
  readonly head: string
  readonly consumers: readonly { readonly behind: number }[]
}

/** Waits until every consumer of every service has handled the whole log, and recorded nothing more for it. */
export const untilCaughtUp = async (load: Requests, services: readonly ServiceName[] = SERVICES, patienceMs?: number): Promise<void> => {
  let before = ''
  await until(
    'every consumer has handled the whole log',
    async () => {
      const answers = await Promise.all(services.map((service) => load.request(operatorOf[service]!, '/admin/feed')))
      const states = answers.map((answer) => (answer?.status === 200 ? (answer.body as unknown as FeedState) : undefined))
      const isAtEnd = states.every((state) => state?.consumers.every(({ behind }) => behind === 0))
      const heads = states.map((state) => state?.head).join()
      const isStable = isAtEnd && heads === before && new Set(heads.split(',')).size === 1
      before = isAtEnd ? heads : ''
      if (!isStable) await pause(250)
      return isStable
    },
    patienceMs,
  )
}
