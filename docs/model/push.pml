/* SPDX-License-Identifier: MIT
 *
 * Concurrent pushes of one destination, as Sources/SyncCore/Push makes them. docs/consistency.md says in words what is
 * claimed and why it holds; scripts/check-model has spin look at every interleaving.
 *
 * A push reads both sides at the same time (the destination key by key, as a list has pages), writes what differs
 * (upserts before deletes, otherwise in any order; or everything in one call where every key is the sync's) and reads
 * again, until nothing differs. Meanwhile the source changes, somebody writes a key that the sync does not manage, a
 * wait for the rate limit makes a push read again, and a lost answer makes it repeat a call.
 *
 * The claim is checked in every state, and every state may be the last one: a push that has not come to its end there
 * was killed, ran out of time, saw a call fail or gave up after its last round, with some of its calls still arriving.
 * So the model needs neither kills nor a bound on rounds.
 *
 * With LAG the source is read from a replica that lags and a cache that pins what it said: each read brings any list
 * that the source ever had, but none from before one that this push has read, because versions tell. A push that refuses
 * a list reads again, or ends there.
 *
 * Each of these mutations must make spin find a state that breaks the claim:
 *   NO_CONFIRM      a push ends after its writes, without reading again
 *   ANY_END         a push that did not come to its end may have written after the read that the claim relies on
 *   EARLY_READING   the read that the claim relies on may have begun before the last change
 *   LATE_WRITE      a call whose answer was lost may take effect after its repetition was answered
 *   BULK_ALWAYS     one call replaces everything although somebody else's key is there
 *   NO_VERSIONS     with LAG, a push plans from a list that is older than one it has read
 *   NEVER_READ      with LAG, a push that comes to its end need never have read the newest list
 *   NO_REDEPLOY     a push that did not come to its end may leave its redeploy due
 * With REACHED, spin looks for a state in which the claim's premise holds, everything has changed and a push was killed
 * after a write. It must find one: otherwise the claim would say nothing.
 */

#ifndef PUSHES
#define PUSHES 2                        /* at most 3 */
#endif
#ifndef KEYS
#define KEYS 2                          /* 1 or 2 */
#endif
#ifndef CHANGES
#define CHANGES 2
#endif

#define ABSENT 0
#define LAST (KEYS - 1)
#define FOREIGN KEYS                    /* the place of the key that the sync does not manage */
#define MOST 3
#define EVERYBODY 7
#define bit(push) (1 << (push))
#define isUpsert(key) (seenSource[key] != ABSENT)

#ifdef FOREIGN_KEY
#define PAGES (KEYS + 1)
#define ownsAll false
#else
#define PAGES KEYS
#define ownsAll true                    /* no key schema: every key is the sync's, and one call may replace all */
#endif
#ifdef BULK_ALWAYS
#define mayReplaceAll true
#else
#define mayReplaceAll ownsAll
#endif

byte source[KEYS];
byte destination[KEYS + 1];             /* the managed keys, then the foreign one */
byte foreignValue;                      /* the foreign key's value as its owner wrote it last */

byte changes, begun;
bool settled[MOST];                     /* for each push: both sides agreed at its last read */
bool wrote[MOST];
bool redeployed[MOST];
bool isRedeployOwing;                   /* the last write came after the last redeploy */
byte fresh;                             /* the pushes whose last read began after the last change */
#ifdef LAG
byte past[(CHANGES + 1) * KEYS];        /* what the source said after each change */
byte newest;                            /* the pushes whose last list is the newest */
byte sawNewest;                         /* the pushes that have read the newest list */
#define isNewest(i) (newest & bit(i))
#else
#define isNewest(i) true
#endif
byte writtenSince[MOST];                /* for each push, those whose last read began before its last write */

inline noteReading(me) {
    fresh = fresh | bit(me);
    writtenSince[0] = writtenSince[0] & ~bit(me);
    writtenSince[1] = writtenSince[1] & ~bit(me);
    writtenSince[2] = writtenSince[2] & ~bit(me)
}

inline noteWrite(me) {
    wrote[me] = true;
    writtenSince[me] = EVERYBODY;
    isRedeployOwing = true
}

#ifdef LAG
#ifdef NO_VERSIONS
#define mayRead(k) (k <= changes)
#else
#define mayRead(k) (k <= changes && k >= seenBefore)
#endif

inline readList(k) {
    seenSource[0] = past[k * KEYS];
    seenSource[LAST] = past[k * KEYS + LAST];
    seenBefore = k;
    if
    :: k == changes -> newest = newest | bit(me); sawNewest = sawNewest | bit(me)
    :: else -> newest = newest & ~bit(me)
    fi;
    hasSource = true
}
#endif

proctype Push(byte me) {
    byte seenSource[KEYS];
    byte seenDestination[PAGES];
    bool due[KEYS];                     /* the writes that are planned and not done */
    byte page;
    bool hasSource;
#ifdef LAG
    byte seenBefore;                    /* the newest list that it has read */
#endif
#ifdef LATE_WRITE
    bool isLate;
    byte lateValue;
#endif

    /* Each change is delivered after it is visible, and starts a push: some start late, others before any change. The
     * pushes are alike, so one order of starting is enough. */
    atomic { begun == me -> begun++; noteReading(me) }

reading:
    do
#ifdef LAG
    :: d_step { !hasSource && mayRead(0) -> readList(0) }
    :: d_step { !hasSource && mayRead(1) -> readList(1) }
#if CHANGES > 1
    :: d_step { !hasSource && mayRead(2) -> readList(2) }
#endif
#else
    :: d_step { !hasSource ->
            seenSource[0] = source[0];
            seenSource[LAST] = source[LAST];
            hasSource = true }
#endif
    :: d_step { page < PAGES -> seenDestination[page] = destination[page]; page++ }
    :: atomic { hasSource && page == PAGES ->
            due[0] = (seenSource[0] != seenDestination[0]);
            due[LAST] = (seenSource[LAST] != seenDestination[LAST]);
            hasSource = false;
            page = 0;
            seenDestination[0] = 0;
            seenDestination[LAST] = 0;
            if
            :: !due[0] && !due[LAST] ->
                settled[me] = true;
#ifndef LAG
                writtenSince[me] = 0;
#endif
                goto redeploying
            :: else -> break
            fi }
    od;

    do
    :: d_step { mayReplaceAll && (due[0] || due[LAST]) ->
            destination[0] = seenSource[0];
            destination[LAST] = seenSource[LAST];
#ifdef FOREIGN_KEY
            destination[FOREIGN] = seenDestination[FOREIGN];
#endif
            due[0] = false;
            due[LAST] = false;
            noteWrite(me) }
    :: d_step { due[0] && (isUpsert(0) || !due[LAST] || !isUpsert(LAST)) ->
            destination[0] = seenSource[0]; due[0] = false; noteWrite(me) }
    :: d_step { due[LAST] && (isUpsert(LAST) || !due[0] || !isUpsert(0)) ->
            destination[LAST] = seenSource[LAST]; due[LAST] = false; noteWrite(me) }
    /* The answer is lost: the call took effect, and is made again. */
    :: d_step { due[0] && isUpsert(0) -> destination[0] = seenSource[0]; noteWrite(me) }
#ifdef LATE_WRITE
    /* The answer is lost, and the call is still on its way when its repetition is answered. */
    :: d_step { due[0] && !isLate -> isLate = true; lateValue = seenSource[0] }
#endif
    /* Everything is written; or the rate limit has no room, and the push reads again after the wait. */
    :: atomic { true ->
            seenSource[0] = 0;
            seenSource[LAST] = 0;
#ifdef NO_CONFIRM
            if
            :: !due[0] && !due[LAST] -> settled[me] = true; goto redeploying
            :: else
            fi;
#endif
            due[0] = false;
            due[LAST] = false;
            noteReading(me);
            goto reading }
    od;

redeploying:
    atomic {
        seenSource[0] = 0;
        seenSource[LAST] = 0;
        redeployed[me] = true;
        if
        :: wrote[me] -> isRedeployOwing = false
        :: else
        fi
    }
#ifdef LATE_WRITE
    atomic { isLate -> destination[0] = lateValue }
#endif
}

proctype Infisical() {
    byte key, value;
    do
    :: atomic { changes < CHANGES ->
            changes++;
            if
            :: key = 0
            :: key = LAST
            fi;
            if
            :: source[key] != ABSENT -> value = ABSENT
            :: source[key] != 1 -> value = 1
            :: source[key] != 2 -> value = 2
            fi;
            source[key] = value;
#ifndef EARLY_READING
            fresh = 0;
#endif
#ifdef LAG
            past[changes * KEYS] = source[0];
            past[changes * KEYS + LAST] = source[LAST];
            newest = 0;
            sawNewest = 0;
#endif
            key = 0;
            value = 0 }
    od
}

#ifdef FOREIGN_KEY
proctype SomebodyElse() {
    d_step { foreignValue = 1; destination[FOREIGN] = 1 }
    d_step { foreignValue = 2; destination[FOREIGN] = 2 }
}
#endif

/* A push that came to its end with the newest list, in a read that began after the last change, and after every write
 * of each push that did not come to its end, or came to it without having read the newest list. */
#if defined(ANY_END)
#define isUndisturbed(i, j) true
#elif defined(LAG) && defined(NEVER_READ)
#define isUndisturbed(i, j) (settled[j] || !(writtenSince[j] & bit(i)))
#elif defined(LAG)
#define isUndisturbed(i, j) ((settled[j] && (sawNewest & bit(j))) || !(writtenSince[j] & bit(i)))
#else
#define isUndisturbed(i, j) (settled[j] || !(writtenSince[j] & bit(i)))
#endif
#define reliedOn(i, j, k) (settled[i] && (fresh & bit(i)) && isNewest(i) && isUndisturbed(i, j) && isUndisturbed(i, k))
#define premise (reliedOn(0, 1, 2) || reliedOn(1, 0, 2) || reliedOn(2, 0, 1))
#ifdef NO_REDEPLOY
#define cameToItsEnd(i) true
#else
#define cameToItsEnd(i) (redeployed[i] || !wrote[i])
#endif
#define isKilledAfterAWrite(i) (wrote[i] && !settled[i])

/* The destination holds what the source says. */
#define agrees (destination[0] == source[0] && destination[LAST] == source[LAST])
/* Somebody else's key is never lost. */
#define foreignKeyIsKept (ownsAll || destination[FOREIGN] == foreignValue)
/* When every push that wrote came to its end, production runs with what the destination holds. */
#define isDeployed (!isRedeployOwing || !cameToItsEnd(0) || !cameToItsEnd(1) || !cameToItsEnd(2))

/* Looks at every state. The names, all false, are there for spin to print when an assertion fails. */
bool staleKey, lostForeignKey, owingRedeploy, premiseHolds;

active proctype Observer() {
#ifdef REACHED
    d_step {
        (premise && changes == CHANGES
            && (isKilledAfterAWrite(0) || isKilledAfterAWrite(1) || isKilledAfterAWrite(2))) -> assert(premiseHolds) }
#else
    if
    :: d_step { premise && !agrees -> assert(staleKey) }
    :: d_step { !foreignKeyIsKept -> assert(lostForeignKey) }
    :: d_step { !isDeployed -> assert(owingRedeploy) }
    fi
#endif
}

init {
    atomic {
        source[0] = 1;
        source[LAST] = 1;
#ifdef LAG
        past[0] = 1;
        past[LAST] = 1;
#endif
        if                              /* in sync, or not yet */
        :: destination[0] = 1; destination[LAST] = 1
        :: destination[0] = 2; destination[LAST] = ABSENT
        fi;
        run Infisical();
#ifdef FOREIGN_KEY
        run SomebodyElse();
#endif
        run Push(0);
        run Push(1);
#if PUSHES == 3
        run Push(2)
#endif
    }
}
