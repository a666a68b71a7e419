import { COURTS, FOR_CHARGES, isDeath, type DatedCustodyFact, type HeldFact } from './custody-facts.ts'

/** A fact by which a person is held. */
export type Hold<F extends DatedCustodyFact> = F & { readonly custody: HeldFact }

export const isHold = <F extends DatedCustodyFact>(fact: F): fact is Hold<F> => fact.custody.is === 'held'

/** Whether a person is held for charges: a power outside criminal procedure ends with none of them. */
export const isHeldForCharges = <F extends DatedCustodyFact>(fact: F): fact is Hold<F> => isHold(fact) && fact.custody.power !== 'own'

/** Under which power a person is held: criminal procedure, or the stated authority that has a power of its own. */
export const powerOf = ({ power, authority }: HeldFact): string => (power === undefined ? FOR_CHARGES : authority)

/** A custody of its own: that of an office of an authority takes over none that another office only claims to have by that power. */
const strandOf = (custody: HeldFact): string => `${powerOf(custody)} ${custody.power ?? ''}`

/** Custody passes from police to prosecutors to courts: each takes it over from those before it, and from itself. */
const RANKS: Readonly<Record<string, number>> = { investigation: 0, prosecution: 1, adjudication: 2 }
const rankOf = ({ service }: Pick<DatedCustodyFact, 'service'>): number => RANKS[service] ?? 0

/** What a fact changes of the custody in force. */
export interface ChangeOfCustody<F extends DatedCustodyFact> {
  /** What it ends. */
  readonly ended: readonly Hold<F>[]
  /** What another order takes over for good. */
  readonly takenOver: readonly Hold<F>[]
  /** What it says is over, and another service holds the person by: it ends none of that. */
  readonly contradicted: readonly Hold<F>[]
  /** What a court orders to end: what another service holds the person by, or by a habeas corpus whatever it is. */
  readonly orderedToEnd: readonly Hold<F>[]
}

const NONE = { ended: [], takenOver: [], contradicted: [], orderedToEnd: [] } as const

interface Entry<F extends DatedCustodyFact> {
  readonly hold: Hold<F>
  /** The references of the order, and of the order that an extension prolongs. */
  readonly orderRefs: readonly string[]
  /** Arrests under an order from before them: it takes the custody over, and does not meet their limit. */
  readonly arrests: readonly Hold<F>[]
}

/** The custody of one person in force, after the facts so far. */
export interface HoldsInForce<F extends DatedCustodyFact> {
  /** Applies the next fact of the person, in the order in which they occurred. */
  apply(fact: F): ChangeOfCustody<F>
  /** Whether the person is held under any power. */
  isHeld(): boolean
  /** By what the person is held, in the order of time. */
  all(): readonly Hold<F>[]
  /** What ended a hold, or took it over: another hold, a release or a death. Undefined: it is in force. */
  endOf(hold: F): F | undefined
}

/** Whether a release, or a statement that another order replaced one, is about a hold. A death is about all. */
const concerns = <F extends DatedCustodyFact>({ custody }: F, { hold, orderRefs }: Entry<F>): boolean => {
  const ends = custody.is === 'released' || custody.is === 'replaced' ? custody.ends : undefined
  if (ends === undefined) return true
  return ends.powers?.includes(powerOf(hold.custody)) === true || orderRefs.some((one) => ends.orderRefs?.includes(one))
}

/**
 * Keeps by what a person is held. A custody ends by the record of the service that holds the person, and no other: a release
 * or death that another one records ends nothing, and a court orders a release by it. Each power outside criminal procedure
 * is a custody of its own.
 * @param isDecidedBefore whether an order was decided before an arrest, whose limit it then does not meet
 */
export const holdsInForce = <F extends DatedCustodyFact>(
  isDecidedBefore: (order: Hold<F>, arrest: Hold<F>) => boolean = () => false,
): HoldsInForce<F> => {
  let entries: readonly Entry<F>[] = []
  const replaced = new Set<Entry<F>>()
  const ends = new Map<F, F>()
  const close = ({ hold, arrests }: Entry<F>, by: F): void => {
    for (const one of [hold, ...arrests]) ends.set(one, by)
  }
  /** Of what is in force under one power, the next covers the one before it as long as it is in force. */
  const coverEach = (): void => {
    const last = new Map<string, Hold<F>>()
    for (const { hold } of entries.toReversed()) {
      const strand = strandOf(hold.custody)
      const next = last.get(strand)
      if (next) ends.set(hold, next)
      else ends.delete(hold)
      last.set(strand, hold)
    }
  }
  const withoutReplaced = (by: F): readonly Hold<F>[] => {
    const own = entries.filter((one) => replaced.has(one))
    if (own.length === 0 || own.length === entries.length) return []
    entries = entries.filter((one) => !replaced.has(one))
    for (const one of own) {
      replaced.delete(one)
      close(one, by)
    }
    return own.map(({ hold }) => hold)
  }
  const begin = (fact: Hold<F>): ChangeOfCustody<F> => {
    const strand = strandOf(fact.custody)
    const isTakenOver = ({ hold }: Entry<F>): boolean => strandOf(hold.custody) === strand && rankOf(hold) <= rankOf(fact)
    const before = entries.filter(isTakenOver)
    const all = before.flatMap(({ hold, arrests }) => [hold, ...arrests])
    const arrests = all.filter((one) => isDecidedBefore(fact, one))
    for (const one of all) if (!arrests.includes(one)) ends.set(one, fact)
    for (const one of before) replaced.delete(one)
    const prolonged = fact.custody.by === 'extension' ? before.flatMap(({ orderRefs }) => orderRefs) : []
    const orderRefs = [...new Set([...(fact.custody.orderRef === undefined ? [] : [fact.custody.orderRef]), ...prolonged])]
    entries = [...entries.filter((one) => !isTakenOver(one)), { hold: fact, orderRefs, arrests }]
    const ended = withoutReplaced(fact)
    coverEach()
    return { ...NONE, ended, takenOver: before.map(({ hold }) => hold) }
  }
  const end = (fact: F): ChangeOfCustody<F> => {
    const named = entries.filter((one) => concerns(fact, one))
    const own = named.filter(({ hold }) => hold.service === fact.service)
    if (fact.custody.is === 'replaced') {
      // Who is held for charges is handed over by a release, or by the next order.
      for (const one of own) if (powerOf(one.hold.custody) !== FOR_CHARGES) replaced.add(one)
      const ended = withoutReplaced(fact)
      coverEach()
      return { ...NONE, ended }
    }
    entries = entries.filter((one) => !own.includes(one))
    for (const one of own) close(one, fact)
    coverEach()
    const others = named.filter((one) => !own.includes(one)).map(({ hold }) => hold)
    const isOrder = fact.custody.is === 'released' && COURTS.includes(fact.service)
    const orderedToEnd = isOrder ? others.filter(isHeldForCharges) : []
    // Who held the person, too, may end that, and says nothing of the others.
    const isOfOwn = own.length > 0 && !isDeath(fact)
    const contradicted = isOfOwn ? [] : others.filter((one) => !orderedToEnd.includes(one))
    return { ...NONE, ended: own.map(({ hold }) => hold), contradicted, orderedToEnd }
  }
  return {
    apply: (fact) => {
      if (isHold(fact)) return begin(fact)
      if (fact.custody.is === 'releaseOrdered') return { ...NONE, orderedToEnd: entries.map(({ hold }) => hold).filter(isHeldForCharges) }
      return fact.custody.is === 'released' || fact.custody.is === 'replaced' || isDeath(fact) ? end(fact) : NONE
    },
    isHeld: () => entries.length > 0,
    all: () => entries.map(({ hold }) => hold),
    endOf: (hold) => ends.get(hold),
  }
}

/** A statement that a person is not held, which the service that holds the person has not answered. */
export interface Contradiction<F extends DatedCustodyFact = DatedCustodyFact> {
  readonly by: F
  readonly heldBy: Hold<F>
  /** The record of the service that holds the person: the end of the custody, or an order by which it goes on. */
  readonly over?: F | undefined
}

/**
 * What one service stated of whom another one holds, as long as the other has not recorded what is true. Of several
 * statements about the same custody the first is shown.
 * @param facts of one person, in the order in which they occurred
 */
export const contradictionsIn = <F extends DatedCustodyFact>(facts: readonly F[]): readonly Contradiction<F>[] => {
  const inForce = holdsInForce<F>()
  const open = new Map<Hold<F>, Contradiction<F>>()
  const found: Contradiction<F>[] = []
  for (const fact of facts) {
    const { ended, takenOver, contradicted } = inForce.apply(fact)
    for (const one of [...ended, ...takenOver]) {
      const contradiction = open.get(one)
      if (contradiction) found.push({ ...contradiction, over: fact })
      open.delete(one)
    }
    for (const heldBy of contradicted) if (!open.has(heldBy)) open.set(heldBy, { by: fact, heldBy })
  }
  return [...found, ...open.values()]
}

/** What one event changes of the custody for charges. */
export interface ChangeForCharges<F extends DatedCustodyFact> {
  /** Custody for charges that it ended. */
  readonly ended: ReadonlySet<F>
  /** What another order or its extension took over. */
  readonly takenOver: ReadonlySet<F>
  /** By what the person is still held for charges, if it ended another such custody, in the order of time. */
  readonly remaining: readonly Hold<F>[]
  /** A court ordered that the person is released. */
  readonly isReleaseOrdered: boolean
  /** The person died, and nobody holds the person by another record. */
  readonly isDead: boolean
}

/** Keeps by what a person is held for charges. What one event decides on several charges takes effect together. */
export const heldForCharges = <F extends DatedCustodyFact>() => {
  const inForce = holdsInForce<F>()
  let facts: readonly F[] = []
  let changes: readonly ChangeOfCustody<F>[] = []
  return {
    apply: (fact: F): void => {
      facts = [...facts, fact]
      changes = [...changes, inForce.apply(fact)]
    },
    /** By what the person is held for charges now, in the order of time. */
    all: (): readonly Hold<F>[] => inForce.all().filter(isHeldForCharges),
    /** What the facts since the last call changed. */
    change: (): ChangeForCharges<F> => {
      const ended = new Set<F>(changes.flatMap((one) => one.ended.filter(isHeldForCharges)))
      const found = {
        ended,
        takenOver: new Set<F>(changes.flatMap((one) => one.takenOver)),
        remaining: ended.size > 0 ? inForce.all().filter(isHeldForCharges) : [],
        isReleaseOrdered: changes.some(({ orderedToEnd }) => orderedToEnd.length > 0),
        isDead: facts.some(isDeath) && !inForce.isHeld(),
      }
      facts = changes = []
      return found
    },
  }
}
