/* SPDX-License-Identifier: MIT */
/** @file simd.h
 *  Attributes for the few loops that carry the time. Sums keep the order in which they are written,
 *  and but for LB_CLONES_FUSED no attribute changes a result: the build forbids contraction into
 *  fused multiply-adds. */
#ifndef LB_COMMON_DENSE_SIMD_H
#define LB_COMMON_DENSE_SIMD_H

#include <stdbool.h>
#include <stdint.h>

#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && !defined(LB_SANITIZED)
#define LB_CLONES_OF(...) __attribute__((target_clones(__VA_ARGS__)))
#define LB_WIDE           __attribute__((target("avx512f")))
static inline bool lb_simd_is_wide(void)
{
    return __builtin_cpu_supports("avx512f");
}
#else
#define LB_CLONES_OF(...)
#define LB_WIDE
static inline bool lb_simd_is_wide(void)
{
    return false;
}
#endif

#if defined(__GNUC__) && __GNUC__ >= 12 /* before it the levels have no names here */
#define LB_LEVEL_256 "arch=x86-64-v3"
#define LB_LEVEL_512 "arch=x86-64-v4"
#else
#define LB_LEVEL_256 "avx2"
#define LB_LEVEL_512 "avx512f"
#endif

/** Compile the function twice, plainly and for 256-bit registers; the loader chooses by what the
 *  processor can do (a name such as "arch=haswell" would leave out other makers' processors). */
#define LB_CLONES LB_CLONES_OF("default", "avx2")

/** LB_CLONES with fused multiply-adds, twice as many operations a cycle: for files that CMake compiles
 *  with -ffp-contract=fast. Processors without them get other last bits of a sum, as they do from the
 *  BLAS; threads and ranks do not, as long as a loop that they share has no more than `sum += a * b`,
 *  where it is clear what is fused. */
#define LB_CLONES_FUSED LB_CLONES_OF("default", LB_LEVEL_256)

/** The same with 512-bit registers as a third choice, for loops that are worth it: many operations
 *  for each number that is fetched. Fused or not is up to the file, as there.
 *  LB_WIDE compiles a function for these alone: it is to be called where lb_simd_is_wide() only. */
#define LB_CLONES_WIDE LB_CLONES_OF("default", LB_LEVEL_256, LB_LEVEL_512)

#if defined(__GNUC__)
#define LB_VECTOR(bytes) __attribute__((vector_size(bytes)))
#else
#error "needs the vector_size attribute of GCC and Clang"
#endif

/** A helper of such a function: it is to be compiled for the same registers as its caller. */
#if defined(__GNUC__)
#define LB_INLINE static inline __attribute__((always_inline))
#else
#define LB_INLINE static inline
#endif

/** Have the cache line of an address fetched. */
#define LB_PREFETCH(address) __builtin_prefetch(address)
enum { LB_LINE_BYTES = 64, LB_LINE_FLOATS = 16 };

/** Eight floats that one operator works on. */
typedef float LbFloat8 LB_VECTOR(32);

/** Eight whole numbers, as comparisons of eight floats give them: 0 or all bits. */
typedef int32_t LbInt8 LB_VECTOR(32);

/** Eight partial sums that run abreast, entry i in sum i mod 8, and the one order in which they are
 *  added up. */
enum { LB_LANES = 8 };
#define LB_ADD_LANES(s)                                                                            \
    ((((s)[0] + (s)[4]) + ((s)[2] + (s)[6])) + (((s)[1] + (s)[5]) + ((s)[3] + (s)[7])))

/** Sixteen floats, on a boundary of 64 bytes in memory. */
typedef float LbFloat16 LB_VECTOR(64);

/** Four doubles, on a boundary of 32 bytes in memory. */
typedef double LbDouble4 LB_VECTOR(32);

#endif
