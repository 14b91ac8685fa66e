// SPDX-License-Identifier: MIT
// A rival for scripts/bench, compiled by it: Spectra's (and Eigen's) partial SVD of a matrix of matrix.py.
// usage: spectra MATRIX RANK      prints one JSON object: seconds, processor seconds, values
#include <Eigen/SparseCore>
#include <Spectra/contrib/PartialSVDSolver.h>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <vector>

using Matrix = Eigen::SparseMatrix<double, Eigen::RowMajor>;

template <typename T> static std::vector<T> take(std::ifstream &file, std::int64_t n)
{
    std::vector<T> items(static_cast<std::size_t>(n));
    if (!file.read(reinterpret_cast<char *>(items.data()), n * static_cast<std::int64_t>(sizeof(T)))) std::exit(65);
    return items;
}

int main(int argc, char **argv)
{
    if (argc != 3) return 64;
    std::ifstream            file(argv[1], std::ios::binary);
    auto                     size = take<std::int64_t>(file, 3);
    auto                     wide = take<std::int64_t>(file, size[0] + 1);
    auto                     column = take<std::int32_t>(file, size[2]);
    auto                     narrow = take<float>(file, size[2]);
    std::vector<int>         start(wide.begin(), wide.end());
    std::vector<double>      value(narrow.begin(), narrow.end());
    Eigen::Map<const Matrix> map(size[0], size[1], size[2], start.data(), column.data(), value.data());
    const Matrix             matrix = map;
    const int                rank   = std::atoi(argv[2]);
    const auto               begin  = std::chrono::steady_clock::now();
    const std::clock_t       used   = std::clock();
    Spectra::PartialSVDSolver<Matrix> solver(matrix, rank, 2 * rank + 1);
    if (solver.compute(1000, 1e-6) < rank) return 70;
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    std::printf("{\"seconds\": %.4f, \"processor\": %.4f, \"values\": [", took.count(),
                static_cast<double>(std::clock() - used) / CLOCKS_PER_SEC);
    const auto values = solver.singular_values();
    for (int i = 0; i < values.size(); i++)
        std::printf("%s%.17g", i > 0 ? ", " : "", values[i]);
    std::printf("]}\n");
}
