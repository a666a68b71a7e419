export interface SlotLimits {
  readonly perAgency: number
  readonly total: number
}

/** Slots for work that runs at the same time, so that no agency takes all of them. */
export const agencySlots = ({ perAgency, total }: SlotLimits) => {
  const taken = new Map<string, number>()
  let all = 0
  return {
    /** @returns the function that gives the slot back, which may be called twice; undefined if no slot is free */
    take(agencyId: string): (() => void) | undefined {
      const own = taken.get(agencyId) ?? 0
      if (own >= perAgency || all >= total) return undefined
      taken.set(agencyId, own + 1)
      all += 1
      let isHeld = true
      return () => {
        if (!isHeld) return
        isHeld = false
        all -= 1
        const left = (taken.get(agencyId) ?? 1) - 1
        if (left === 0) taken.delete(agencyId)
        else taken.set(agencyId, left)
      }
    },
  }
}
