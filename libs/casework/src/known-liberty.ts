import type { Verified } from '@case-timeline/contracts'
import type { EndOfRight } from './right-to-hold.ts'

/** What a command by which a person is held needs to know of the person's liberty. */
export interface KnownLiberty {
  /** How the right to hold the person had ended when the person was held, and when; absent: it existed, as far as is known. */
  readonly rightEnded?: { readonly ground: EndOfRight; readonly at: string } | undefined
  /** Of an arrest: when the person was released before, after an arrest on the same ground; absent: never, as far as is known. */
  readonly releasedBefore?: string | undefined
  /** Whether the law allows it as long as it states; `unknown`: the policy has no limit that covers it. */
  readonly limit: 'kept' | 'exceeded' | 'unknown'
  /** Of a limit that is exceeded: how its source was read. */
  readonly limitVerified?: Verified | undefined
}
